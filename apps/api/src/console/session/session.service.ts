import { Injectable } from '@nestjs/common';
import type { ConsoleSession, Operator, SessionEnd } from '@qt/contracts';
import { HttpProblem, isLoopback, type Sessions } from '@qt/nest-service';
import type { FastifyRequest } from 'fastify';
import { ApiConfig } from '../../config.ts';
import { CookieSessions, type OpenSession } from './cookie-sessions.ts';
import { SessionWatch } from './session-watch.ts';
import { TokenOwners } from './token-owners.ts';
import { TokenRefused } from './token-refused.ts';

/** Who has signed in at the console. */
@Injectable()
export class SessionService implements Sessions {
  constructor(
    private readonly cookies: CookieSessions,
    private readonly owners: TokenOwners,
    private readonly watches: SessionWatch,
    private readonly config: ApiConfig,
  ) {}

  verify(request: FastifyRequest): Promise<Operator> {
    return this.owners.verify(tokenIn(request), request.ip);
  }

  async signedIn(request: FastifyRequest): Promise<Operator | undefined> {
    return (await this.#session(request))?.operator;
  }

  refuseForged(request: FastifyRequest): void {
    this.cookies.refuseForged(request);
  }

  /** Signs in with a token that admission has just verified. */
  async signIn(request: FastifyRequest): Promise<ConsoleSession> {
    const token = tokenIn(request);
    const operator = await this.owners.verifiedLately(token, request.ip);
    if (operator === undefined) throw new TokenRefused();
    this.cookies.open(request, token, operator);
    return this.read(request);
  }

  signOut(request: FastifyRequest): ConsoleSession {
    const session = this.cookies.read(request);
    this.cookies.close(request);
    if (session !== undefined) this.watches.signedOut(session.secret);
    return this.#nobody();
  }

  /** Tells, once at most, when the session of a request is over. Returns what ends the watching; of nobody, nothing is watched. */
  async watch(request: FastifyRequest, ended: (why: SessionEnd['ended']) => void): Promise<() => void> {
    const session = await this.#session(request);
    return session === undefined ? () => {} : this.watches.watch(session, request.ip, ended);
  }

  async read(request: FastifyRequest): Promise<ConsoleSession> {
    const session = await this.#session(request);
    return session === undefined ? this.#nobody() : describe(session);
  }

  /**
   * Acts as who has signed in. Whoever owns the act decides by the token; if that is refused, the session has ended.
   *
   * @throws HttpProblem 401 `not_signed_in`; whatever `act` throws.
   */
  async actAs<T>(request: FastifyRequest, act: (session: OpenSession) => Promise<T>): Promise<T> {
    const session = await this.#session(request);
    if (session === undefined) throw new TokenRefused();
    try {
      return await act(session);
    } catch (error) {
      if (error instanceof TokenRefused) this.#end(request, session);
      throw error;
    }
  }

  async #session(request: FastifyRequest): Promise<OpenSession | undefined> {
    const session = this.cookies.read(request);
    if (session === undefined) return undefined;
    const operator = await this.owners.verifiedLately(session.token, request.ip, session.operator);
    if (operator !== undefined) return { ...session, operator };
    this.cookies.close(request);
    return undefined;
  }

  #end(request: FastifyRequest, { token }: OpenSession): void {
    this.owners.forget(token);
    this.cookies.close(request);
  }

  #nobody(): ConsoleSession {
    return { signed_in: false, may_read: isLoopback(this.config.QT_HOST) };
  }
}

function tokenIn({ headers }: FastifyRequest): string {
  const token = headers['x-admin-token'];
  if (typeof token === 'string' && token !== '') return token;
  const message = 'X-Admin-Token: expected the token of a viewer, trader or operator, actual nothing';
  throw new HttpProblem(401, 'unauthorized', message);
}

function describe({ operator, csrfToken, expiresAt }: OpenSession): ConsoleSession {
  const expires = new Date(expiresAt).toISOString();
  return { signed_in: true, may_read: true, ...operator, csrf_token: csrfToken, expires_at: expires };
}
