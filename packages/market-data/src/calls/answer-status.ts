import { context, createContextKey } from '@opentelemetry/api';

/** What an attempt learns of the provider's answer while it waits. */
export interface Answered {
  /** The HTTP status; undefined while none has come. */
  status: number | undefined;
}

const ANSWERED = createContextKey('qt answer of a provider');

/** Runs `work`, in which `answered` is heard. */
export function hearing<T>(heard: Answered, work: () => T): T {
  return context.with(context.active().setValue(ANSWERED, heard), work);
}

/** Tells the attempt that this code works for with which HTTP status the provider answered. */
export function answered(status: number): void {
  const heard = context.active().getValue(ANSWERED) as Answered | undefined;
  if (heard !== undefined) heard.status = status;
}
