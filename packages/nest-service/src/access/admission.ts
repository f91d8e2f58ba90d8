import { type Access, messageOf, type Route } from '@qt/contracts';
import type { FastifyInstance, FastifyReply, FastifyRequest, onRequestAsyncHookHandler } from 'fastify';
import { HttpProblem } from '../problem.ts';
import { type Actor, admit, type Credentials, RoleRefused, type Tokens } from './access.ts';
import type { AdminAudit } from './admin-audit.ts';
import { AuditedTries } from './audited-tries.ts';
import type { Sessions } from './sessions.ts';
import { sourceOf } from './source-of.ts';

const admitted = new WeakMap<FastifyRequest, Actor>();

/** Who sent this request, by the token that was accepted; `undefined` if none was asked for. */
export function actorOf(request: FastifyRequest): Actor | undefined {
  return admitted.get(request);
}

interface AdmissionOptions {
  readonly routes: readonly Route[];
  readonly tokens: Tokens;
  /** Called while the routes are registered, only for routes whose wrong tries are audited. */
  readonly auditOf: () => AdminAudit;
  /** Called while the routes are registered, only if one of them asks for a session. */
  readonly sessionsOf: () => Sessions;
  readonly now: () => number;
}

/**
 * Checks the token that a route's contract asks for as soon as the headers have arrived, so that the body of a refused
 * request is never read. Must be called before the routes are registered. A Nest guard would run after the body.
 */
export function admitByToken(server: FastifyInstance, options: AdmissionOptions): void {
  const { routes, tokens, auditOf, sessionsOf, now } = options;
  const guarded = new Map(routes.filter(({ access }) => access !== 'public').map((route) => [nameOf(route), route]));
  const keepsSessions = routes.some(({ access }) => access === 'session');
  let tries: AuditedTries | undefined;
  let sessions: Sessions | undefined;
  server.addHook('onRoute', (registered) => {
    // Fastify adds HEAD to every GET.
    const method = registered.method === 'HEAD' ? 'GET' : String(registered.method);
    const route = guarded.get(nameOf({ method, path: registered.url }));
    if (route === undefined) return;
    if (keepsSessions) sessions ??= sessionsOf();
    if (AUDITED.has(route.access)) tries ??= new AuditedTries(auditOf(), now);
    const admitRequest = admittedBy(route.access, tokens, sessions);
    registered.onRequest = [
      ...[registered.onRequest ?? []].flat(),
      AUDITED.has(route.access) && tries !== undefined
        ? auditedAdmission(route, admitRequest, tries, tokens)
        : admission(admitRequest),
    ];
  });
  server.addHook('onClose', () => tries?.close());
}

/** The ways in whose attempts are audited, and whose wrong ones are limited. */
const AUDITED: ReadonlySet<Access> = new Set(['admin', 'admin_or_service', 'person']);

type AdmitRequest = (request: FastifyRequest) => Promise<Actor>;

/** A service with sessions has the tokens of operators verified by another one, and reads its cookie only where that can tell more. */
function admittedBy(access: Access, tokens: Tokens, sessions: Sessions | undefined): AdmitRequest {
  const byTokens: AdmitRequest = async (request) => admit(access, credentialsOf(request), tokens);
  if (sessions === undefined) return byTokens;
  if (AUDITED.has(access)) {
    return async (request) =>
      admit(access, { ...credentialsOf(request), verified: await sessions.verify(request) }, tokens);
  }
  const readsSession = access === 'session' || access === 'trader' || (access === 'reader' && !tokens.openToReaders);
  if (!readsSession) return byTokens;
  return async (request) => {
    const credentials = credentialsOf(request);
    const session =
      credentials.authorization === undefined || access === 'session' ? await sessions.signedIn(request) : undefined;
    const actor = admit(access, { ...credentials, session }, tokens);
    if (session !== undefined && access !== 'reader') sessions.refuseForged(request);
    return actor;
  };
}

function admission(admitRequest: AdmitRequest): onRequestAsyncHookHandler {
  return async (request) => {
    admitted.set(request, await admitRequest(request));
  };
}

/**
 * A right token is accepted however many wrong ones came before it, from the same source as well. That somebody has asked who
 * he is, is recorded nowhere: a service with sessions asks for each of them every minute.
 */
function auditedAdmission(
  route: Route,
  admitRequest: AdmitRequest,
  tries: AuditedTries,
  { services }: Tokens,
): onRequestAsyncHookHandler {
  const name = nameOf(route);
  return async (request, reply) => {
    const source = sourceOf(request, services);
    let admittedAs: Actor;
    try {
      admittedAs = await admitRequest(request);
    } catch (error) {
      const actor = error instanceof RoleRefused ? error.actor : 'unknown';
      const recorded = await tries.refused({ route: name, source, actor, detail: messageOf(error) });
      const status = error instanceof HttpProblem ? error.status : 500;
      throw status === 429 || (status === 401 && !recorded) ? tooMany(reply) : error;
    }
    if (route.method !== 'GET') await tries.accepted({ route: name, source, actor: admittedAs });
    admitted.set(request, admittedAs);
  };
}

function tooMany(reply: FastifyReply): HttpProblem {
  void reply.header('retry-after', '60');
  const message = 'X-Admin-Token: expected the admin token, actual another one, too often; the right one is accepted';
  return new HttpProblem(429, 'too_many_attempts', message);
}

function nameOf({ method, path }: { readonly method: string; readonly path: string }): string {
  return `${method} ${path}`;
}

function credentialsOf({ headers }: FastifyRequest): Credentials {
  const adminToken = headers['x-admin-token'];
  return { authorization: headers.authorization, adminToken: Array.isArray(adminToken) ? adminToken[0] : adminToken };
}
