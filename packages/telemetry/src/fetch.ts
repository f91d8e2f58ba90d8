import { SpanStatusCode } from '@opentelemetry/api';
import type { Histogram } from '@qt/catalogue';
import { REDACTED, type Scrub } from './log/redaction.ts';
import { isProbe } from './probe-sampler.ts';
import { inSpan, outgoingHeaders } from './spans.ts';

/** `fetch`; `urlTemplate`, the path with its parameters by name (`/api/candles/{symbol}`), is the name of the span. */
export type TracedFetch = (
  input: Parameters<typeof globalThis.fetch>[0],
  init: RequestInit & { readonly urlTemplate: string },
) => Promise<Response>;

/**
 * A `fetch` that opens a client span, measures all but probes, and hands on `traceparent` and `x-request-id`. It fails
 * and answers as the wrapped one does; an answer of 400 or more marks the span as failed.
 */
export function createTracedFetch(
  scrub: Scrub,
  fetch: typeof globalThis.fetch,
  duration: Histogram<'http_client_request_duration_seconds'>,
): TracedFetch {
  return async (input, { urlTemplate, ...init }) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const method = (init.method ?? (input instanceof Request ? input.method : 'GET')).toUpperCase();
    const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
    const attributes = {
      'http.request.method': method,
      'server.address': url.hostname,
      'server.port': port,
      'url.full': scrub(withoutCredentials(url)),
      'url.template': urlTemplate,
    };
    const started = performance.now();
    const measure = (status: number | undefined, error_type: string | undefined) => {
      if (isProbe(url.pathname)) return;
      duration.record((performance.now() - started) / 1000, {
        http_request_method: method,
        server_address: url.hostname,
        server_port: String(port),
        http_response_status_code: status === undefined ? undefined : String(status),
        error_type,
      });
    };
    const call = async () => {
      const headers = new Headers(init.headers ?? (input instanceof Request ? input.headers : undefined));
      for (const [name, value] of Object.entries(outgoingHeaders())) headers.set(name, value);
      try {
        return await fetch(input, { ...init, headers });
      } catch (error) {
        measure(undefined, error instanceof Error ? error.name : '_OTHER');
        throw error;
      }
    };
    return inSpan(
      `${method} ${urlTemplate}`,
      attributes,
      async (span) => {
        const response = await call();
        const error = response.status >= 400 ? String(response.status) : undefined;
        measure(response.status, error);
        span.setAttribute('http.response.status_code', response.status);
        if (error !== undefined) span.setStatus({ code: SpanStatusCode.ERROR }).setAttribute('error.type', error);
        return response;
      },
      { kind: 'client' },
    );
  };
}

function withoutCredentials(url: URL): string {
  if (url.username === '' && url.password === '') return url.href;
  const clean = new URL(url);
  clean.username = REDACTED;
  clean.password = '';
  return clean.href;
}
