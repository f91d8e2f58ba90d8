import type { Route } from '@qt/contracts';
import type { FastifyInstance, FastifyRequest, onRequestAsyncHookHandler } from 'fastify';
import { type Actor, admit, type Credentials, type Tokens } from './access.ts';

/** One try at an admin route, let in or not. */
export interface AdminTry {
  readonly route: string;
  readonly actor: Actor | 'unknown';
  readonly accepted: boolean;
  /** Why it was refused; empty when it was let in. */
  readonly detail: string;
}

/** Where a service records the tries at its admin routes. Throwing refuses the request. */
export interface AdminAudit {
  record(attempt: AdminTry): void | Promise<void>;
}

const admitted = new WeakSet<FastifyRequest>();

/** Was this request let in by its token? */
export function isAdmitted(request: FastifyRequest): boolean {
  return admitted.has(request);
}

/**
 * Asks each request for the token that its route's contract names, as soon as its headers are there: of one that is
 * refused, nothing of the body is looked at. To be called before the routes are registered.
 *
 * @param auditOf asked for only where a route is for admins, while the routes are registered
 */
export function admitByToken(
  server: FastifyInstance,
  routes: readonly Route[],
  tokens: Tokens,
  auditOf: () => AdminAudit,
): void {
  const guarded = new Map(routes.filter(({ access }) => access !== 'public').map((route) => [nameOf(route), route]));
  server.addHook('onRoute', (registered) => {
    // Fastify answers HEAD wherever there is a GET.
    const method = registered.method === 'HEAD' ? 'GET' : String(registered.method);
    const route = guarded.get(nameOf({ method, path: registered.url }));
    if (route === undefined) return;
    const audit = route.access === 'admin' ? auditOf() : undefined;
    registered.onRequest = [...[registered.onRequest ?? []].flat(), admission(route, tokens, audit)];
  });
}

function admission(route: Route, tokens: Tokens, audit: AdminAudit | undefined): onRequestAsyncHookHandler {
  const name = nameOf(route);
  return async (request) => {
    let actor: Actor;
    try {
      actor = admit(route.access, credentialsOf(request), tokens);
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      await audit?.record({ route: name, actor: 'unknown', accepted: false, detail });
      throw error;
    }
    await audit?.record({ route: name, actor, accepted: true, detail: '' });
    admitted.add(request);
  };
}

function nameOf({ method, path }: { readonly method: string; readonly path: string }): string {
  return `${method} ${path}`;
}

function credentialsOf({ headers }: FastifyRequest): Credentials {
  const adminToken = headers['x-admin-token'];
  return { authorization: headers.authorization, adminToken: Array.isArray(adminToken) ? adminToken[0] : adminToken };
}
