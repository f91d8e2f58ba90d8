import { messageOf, type Route } from '@qt/contracts';
import type { FastifyInstance, FastifyRequest, onRequestAsyncHookHandler } from 'fastify';
import { type Actor, admit, type Credentials, type Tokens } from './access.ts';

/** One attempt at an admin route, accepted or refused. */
export interface AdminTry {
  readonly route: string;
  readonly actor: Actor | 'unknown';
  readonly accepted: boolean;
  /** The reason for the refusal; empty if it was accepted. */
  readonly detail: string;
}

/** Records the attempts at a service's admin routes. Throwing refuses the request. */
export interface AdminAudit {
  record(attempt: AdminTry): void | Promise<void>;
}

const admitted = new WeakSet<FastifyRequest>();

/** Whether this request's token was accepted. */
export function isAdmitted(request: FastifyRequest): boolean {
  return admitted.has(request);
}

/**
 * Checks the token that a route's contract asks for as soon as the headers have arrived, so that the body of a refused
 * request is never read. Must be called before the routes are registered. A Nest guard would run after the body.
 *
 * @param auditOf called while the routes are registered, only for admin routes
 */
export function admitByToken(
  server: FastifyInstance,
  routes: readonly Route[],
  tokens: Tokens,
  auditOf: () => AdminAudit,
): void {
  const guarded = new Map(routes.filter(({ access }) => access !== 'public').map((route) => [nameOf(route), route]));
  server.addHook('onRoute', (registered) => {
    // Fastify adds HEAD to every GET.
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
      const detail = messageOf(error);
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
