import { context, createContextKey } from '@opentelemetry/api';

/** The HTTP status of an attempt's answer. */
export interface AnswerStatus {
  /** Undefined before the answer. */
  status: number | undefined;
}

const KEY = createContextKey('qt answer status');

/** Runs `work`, in which `reportStatus` sets the status of `answer`. */
export function withAnswerStatus<T>(answer: AnswerStatus, work: () => T): T {
  return context.with(context.active().setValue(KEY, answer), work);
}

/** Reports the HTTP status of an answer to the current attempt, if there is one. */
export function reportStatus(status: number): void {
  const answer = context.active().getValue(KEY) as AnswerStatus | undefined;
  if (answer !== undefined) answer.status = status;
}
