import { type ErrorReply, errorReply, messageOf } from './errors.ts';
import { type CallOf, isRepeatable, type Route, type Routes, type SuccessOf, urlTemplateOf } from './route.ts';

/** A call's outcome as data: a declared success, or what went wrong. `status` is null when no answer came. */
export type Reply<R extends Route> =
  | ({ readonly ok: true } & SuccessOf<R>)
  | { readonly ok: false; readonly status: number | null; readonly error: ErrorReply['error'] };

/** One typed method a route. None of them throws for what the network or the other service does. */
export type Client<T extends Routes> = {
  readonly [K in keyof T]: (
    ...call: keyof CallOf<T[K]> extends never ? [input?: Record<string, never>] : [input: CallOf<T[K]>]
  ) => Promise<Reply<T[K]>>;
};

export interface ClientOptions {
  /** For example `http://127.0.0.1:8003`. */
  readonly baseUrl: string;
  /** Sent with every call: tokens. */
  readonly headers?: Readonly<Record<string, string>>;
  /** A call without an answer ends after this, in ms. */
  readonly timeoutMs: number;
  /** `fetch`, or a wrapper of it that traces. */
  readonly fetch: RouteFetch;
}

/** A `fetch` that is also given the path's template, as OpenTelemetry's `url.template` has it: `/api/candles/{symbol}`. */
export type RouteFetch = (url: URL, init: RequestInit & { readonly urlTemplate: string }) => Promise<Response>;

interface Call {
  readonly params?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

/** A typed client of a service, made from its contract. */
export function createClient<const T extends Routes>(routes: T, options: ClientOptions): Client<T> {
  const methods = Object.entries(routes).map(([name, route]) => [
    name,
    (call: Call = {}) => send(route, call, options),
  ]);
  return Object.fromEntries(methods) as Client<T>;
}

/** The connection was open, and ended: by a server that stopped just then, say. */
const BROKEN = ['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'];

/** `before`: how the try before this one failed; should this one fail as well, that is what is told. It may have been carried out. */
async function send(route: Route, call: Call, options: ClientOptions, before?: unknown): Promise<Reply<Route>> {
  try {
    const response = await options.fetch(urlOf(route, call, options.baseUrl), {
      method: route.method,
      headers: { ...options.headers, ...(call.body === undefined ? {} : { 'content-type': 'application/json' }) },
      signal: AbortSignal.timeout(options.timeoutMs),
      urlTemplate: urlTemplateOf(route),
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
    });
    const schema = route.responses[response.status];
    if (schema === null) return { ok: true, status: response.status, body: undefined };
    const body: unknown = await response.json();
    if (schema !== undefined) return { ok: true, status: response.status, body: schema.parse(body) };
    const failure = errorReply.safeParse(body);
    return { ok: false, status: response.status, error: failure.data?.error ?? undeclared(route, response.status) };
  } catch (error) {
    const mayRepeat = before === undefined && isRepeatable(route.method, route);
    if (mayRepeat && BROKEN.includes(codeOf(error))) return send(route, call, options, error);
    return {
      ok: false,
      status: null,
      error: { code: 'unreachable', message: reasonOf(route, options, before ?? error), request_id: '' },
    };
  }
}

function urlOf(route: Route, call: Call, baseUrl: string): URL {
  const path = route.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(call.params?.[name])));
  const url = new URL(path, baseUrl);
  for (const [name, value] of Object.entries(call.query ?? {})) url.searchParams.set(name, String(value));
  return url;
}

function undeclared(route: Route, status: number): ErrorReply['error'] {
  return {
    code: 'undeclared_reply',
    message: `${route.method} ${route.path} answered ${status}, which its contract does not declare`,
    request_id: '',
  };
}

function codeOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause as NodeJS.ErrnoException | undefined) : undefined;
  return String(cause?.code);
}

function reasonOf(route: Route, options: ClientOptions, error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return `${route.method} ${options.baseUrl}${route.path}: ${messageOf(cause)}`;
}
