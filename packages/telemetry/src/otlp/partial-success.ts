import type { ISerializer } from '@opentelemetry/otlp-transformer';

interface Answer {
  readonly partialSuccess?: {
    readonly rejectedDataPoints?: number | string;
    readonly rejectedSpans?: number | string;
    readonly errorMessage?: string;
  } | null;
}

/**
 * The same serializer, which tells when the collector's answer rejects a part of what it took: the SDK counts such an
 * export as a success, and only has a diagnostic message for it. An answer that rejects nothing is a mere warning.
 */
export function hearingRejections<T, A>(
  serializer: ISerializer<T, A>,
  rejectedPart: (error: Error) => void,
): ISerializer<T, A> {
  return {
    ...serializer,
    deserializeResponse(bytes) {
      const answer = serializer.deserializeResponse(bytes);
      const { rejectedDataPoints = 0, rejectedSpans = 0, errorMessage } = (answer as Answer)?.partialSuccess ?? {};
      const count = Number(rejectedDataPoints) + Number(rejectedSpans);
      if (count > 0)
        rejectedPart(new Error(`the collector rejected ${count} of an export: ${errorMessage || 'no reason'}`));
      return answer;
    },
  };
}
