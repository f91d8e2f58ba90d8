import { diag } from '@opentelemetry/api';
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
 * What the collector's answer rejects of a request that it took: by itself, the SDK counts such an export as a success.
 * Undefined for an answer that rejects nothing; what it says then is a mere warning, for `OTEL_LOG_LEVEL` to show.
 *
 * @throws Error for what is no answer
 */
export function rejectionIn(answer: Uint8Array, signal: Signal, protocol: Protocol): Error | undefined {
  const read = standardSerializers(protocol)[signal].deserializeResponse(answer) as Answer | undefined;
  const { rejectedDataPoints = 0, rejectedSpans = 0, errorMessage } = read?.partialSuccess ?? {};
  const count = Number(rejectedDataPoints) + Number(rejectedSpans);
  if (count === 0 && errorMessage) diag.warn(`the collector says of ${signal} that it took: ${errorMessage}`);
  if (count === 0) return undefined;
  return new Error(`the collector rejected ${count} of an export: ${errorMessage || 'no reason'}`);
}
