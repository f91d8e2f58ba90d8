import { z } from 'zod';
import { errorReply } from './errors.ts';

/**
 * Who may call a route. `reader`: anyone on this machine; where others can reach the service, a person or a service with a
 * token. `trader`: `Authorization: Bearer` with the token of a trader, when there is one. `admin`: `X-Admin-Token` of an
 * operator. `admin_or_service`: either of the two. `service`: `Authorization: Bearer` with a service's token. `person`:
 * `X-Admin-Token` of anybody with a token of his own. `session`: who has signed in at the console with one, by cookie and
 * `X-CSRF-Token`; such a one is a reader too, and a trader if his role is.
 */
export type Access = 'public' | 'reader' | 'trader' | 'admin' | 'admin_or_service' | 'service' | 'person' | 'session';

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** The template, as Fastify and the metrics' `route` label spell it: `/api/prices/latest/:symbol`. */
  readonly path: `/${string}`;
  /** The group that the API page shows it in. */
  readonly tag: string;
  readonly summary: string;
  readonly access: Access;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** A schema for each success status; `null` where the body is not JSON. */
  readonly responses: Readonly<Record<number, z.ZodType | null>>;
  /** Carried out once, however often it is sent: it may be sent again where no answer came. Every GET may. */
  readonly repeatable?: true;
  /** The failure statuses of this route's own; those of its access and input, and 500, come by themselves. */
  readonly errors?: readonly number[];
}

export type Routes = Readonly<Record<string, Route>>;

/** The failures of each access. */
const REFUSALS: Readonly<Record<Access, readonly number[]>> = {
  public: [],
  reader: [401, 503],
  trader: [401, 403],
  admin: [401, 403, 429, 503],
  admin_or_service: [401, 403, 429, 503],
  service: [401, 503],
  person: [401, 429, 503],
  session: [401, 403],
};

/** Every status that the route can answer with, ascending: what exists at 0 from the start. */
export function statusesOf(route: Route): number[] {
  const takesInput = route.params !== undefined || route.query !== undefined || route.body !== undefined;
  const statuses = [
    ...Object.keys(route.responses).map(Number),
    ...(route.errors ?? []),
    ...(takesInput ? [400] : []),
    ...(route.body === undefined ? [] : [413, 415]),
    ...REFUSALS[route.access],
    499,
    500,
  ];
  return [...new Set(statuses)].sort((a, b) => a - b);
}

/** Finds a request's route by its method and its path without query; undefined: it is none of these. */
export function routeFinder(routes: Routes): (method: string, path: string) => Route | undefined {
  const patterns = Object.values(routes).map((route) => ({
    route,
    path: new RegExp(`^${route.path.replace(/:\w+/g, '[^/]+')}$`),
  }));
  return (method, path) => patterns.find((one) => one.route.method === method && one.path.test(path))?.route;
}

/** Whether a request that got no answer may be sent again. `route`: undefined, it is none that is known. */
export function isRepeatable(method: string, route: Route | undefined): boolean {
  return ['GET', 'HEAD', 'OPTIONS'].includes(method) || route?.repeatable === true;
}

/** A route's path as OpenTelemetry's `url.template` has it: `/api/candles/{symbol}`. */
export function urlTemplateOf({ path }: Pick<Route, 'path'>): string {
  return path.replace(/:(\w+)/g, '{$1}');
}

type Parsed<S> = S extends z.ZodType ? z.output<S> : undefined;
type Given<S> = S extends z.ZodType ? z.input<S> : undefined;
type Field<R extends Route, K extends 'params' | 'query' | 'body'> = K extends keyof R ? R[K] : undefined;

/** What a handler gets: parsed params, query and body. */
export interface InputOf<R extends Route> {
  readonly params: Parsed<Field<R, 'params'>>;
  readonly query: Parsed<Field<R, 'query'>>;
  readonly body: Parsed<Field<R, 'body'>>;
}

type Present<T> = { [K in keyof T as T[K] extends undefined ? never : K]: T[K] };

/** What a caller gives: only the parts that the route takes. */
export type CallOf<R extends Route> = Present<{
  params: Given<Field<R, 'params'>>;
  query: Given<Field<R, 'query'>>;
  body: Given<Field<R, 'body'>>;
}>;

/** The successful replies of a route, told apart by status. */
export type SuccessOf<R extends Route> = {
  [S in keyof R['responses'] & number]: { readonly status: S; readonly body: Parsed<R['responses'][S]> };
}[keyof R['responses'] & number];

/** The body of a route's one or shared success schema. */
export type BodyOf<R extends Route> = SuccessOf<R>['body'];

/** The schema of one status of a route; `undefined` where the body is not JSON or the status not declared. */
export function responseSchema(route: Route, status: number): z.ZodType | undefined {
  return route.responses[status] ?? (status >= 400 ? errorReply : undefined);
}
