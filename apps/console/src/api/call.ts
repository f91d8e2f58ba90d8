import { type Context, propagation, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { ErrorReply } from '@qt/contracts';
import { tracer } from './tracer.ts';

/** What a call of the API came to. `status` null: no answer came. */
export type Answer<T> =
  | { readonly ok: true; readonly status: number; readonly body: T }
  | { readonly ok: false; readonly status: number | null; readonly error: ErrorReply['error'] };

const TIMEOUT_MS = 10_000;

/** Calls this page's own API, with its cookie, in a span of the trace. Never throws for what the network or the API does. */
export async function call<T>(
  method: string,
  path: string,
  body?: unknown,
  headers = {},
  parent: Context = ROOT_CONTEXT,
): Promise<Answer<T>> {
  const attributes = { 'http.request.method': method, 'url.path': path.replace(/\?.*/, '') };
  const span = tracer.startSpan('console.call', { kind: SpanKind.CLIENT, attributes }, parent);
  const traced: Record<string, string> = {};
  propagation.inject(trace.setSpan(parent, span), traced);
  const answer = await ask<T>(method, path, body, { ...headers, ...traced });
  if (answer.status !== null) span.setAttribute('http.response.status_code', answer.status);
  if (!answer.ok) {
    span.setAttribute('error.type', answer.error.code).setStatus({ code: SpanStatusCode.ERROR });
  }
  span.end();
  return answer;
}

async function ask<T>(method: string, path: string, body: unknown, headers: object): Promise<Answer<T>> {
  try {
    const response = await fetch(path, {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const parsed: unknown = text === '' ? undefined : JSON.parse(text);
    if (response.ok) return { ok: true, status: response.status, body: parsed as T };
    return { ok: false, status: response.status, error: errorOf(parsed, response.status) };
  } catch (error) {
    const timedOut = error instanceof DOMException && error.name === 'TimeoutError';
    const message = timedOut ? `no answer within ${TIMEOUT_MS / 1000} s` : 'the API cannot be reached';
    return { ok: false, status: null, error: { code: 'unreachable', message, request_id: '' } };
  }
}

/** `/path?a=1`, without what is undefined. */
export function withQuery(path: string, query: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given)}`;
}

function errorOf(body: unknown, status: number): ErrorReply['error'] {
  const given = (body as Partial<ErrorReply> | undefined)?.error;
  return given?.code === undefined
    ? { code: 'undeclared_reply', message: `expected an error of this API, actual ${status}`, request_id: '' }
    : given;
}
