import { SpanStatusCode } from '@opentelemetry/api';
import { REDACTED, type Scrub } from './log/redaction.ts';
import { inSpan, outgoingHeaders } from './spans.ts';

/** `fetch`; `urlTemplate` is the path with its parameters by name, `/api/candles/{symbol}`, where it is known. */
export type TracedFetch = (
  input: Parameters<typeof globalThis.fetch>[0],
  init?: RequestInit & { readonly urlTemplate?: string },
) => Promise<Response>;

/**
 * A `fetch` that opens a client span and hands on `traceparent` and `x-request-id`. It fails and answers as the
 * wrapped one does; an answer of 400 or more marks the span as failed.
 */
export function createTracedFetch(scrub: Scrub, fetch: typeof globalThis.fetch): TracedFetch {
  return async (input, { urlTemplate, ...init } = {}) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const method = (init.method ?? (input instanceof Request ? input.method : 'GET')).toUpperCase();
    const attributes = {
      'http.request.method': method,
      'server.address': url.hostname,
      'server.port': Number(url.port) || (url.protocol === 'https:' ? 443 : 80),
      'url.full': scrub(withoutCredentials(url)),
      ...(urlTemplate === undefined ? {} : { 'url.template': urlTemplate }),
    };
    const call = async () => {
      const headers = new Headers(init.headers ?? (input instanceof Request ? input.headers : undefined));
      for (const [name, value] of Object.entries(outgoingHeaders())) headers.set(name, value);
      return await fetch(input, { ...init, headers });
    };
    return inSpan(
      urlTemplate === undefined ? method : `${method} ${urlTemplate}`,
      attributes,
      async (span) => {
        const response = await call();
        span.setAttribute('http.response.status_code', response.status);
        if (response.status >= 400) {
          span.setStatus({ code: SpanStatusCode.ERROR }).setAttribute('error.type', String(response.status));
        }
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
