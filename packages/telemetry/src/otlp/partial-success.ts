import type { Signal } from './export-watch.ts';
import { standardSerializers } from './standard-serializers.ts';
import type { Protocol } from './targets.ts';

interface Answer {
  readonly partialSuccess?: {
    readonly rejectedDataPoints?: number | string;
    readonly rejectedSpans?: number | string;
    readonly errorMessage?: string;
  } | null;
}

/**
 * What the collector's answer rejects of a request that it took: the SDK counts such an export as a success, and only
 * has a diagnostic message for it. Undefined for an answer that rejects nothing, which is a mere warning.
 *
 * @throws Error for what is no answer
 */
export function rejectionIn(answer: Uint8Array, signal: Signal, protocol: Protocol): Error | undefined {
  const read = standardSerializers(protocol)[signal].deserializeResponse(answer) as Answer | undefined;
  const { rejectedDataPoints = 0, rejectedSpans = 0, errorMessage } = read?.partialSuccess ?? {};
  const count = Number(rejectedDataPoints) + Number(rejectedSpans);
  if (count === 0) return undefined;
  return new Error(`the collector rejected ${count} of an export: ${errorMessage || 'no reason'}`);
}
