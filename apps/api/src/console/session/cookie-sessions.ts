import { Tokens } from '@fastify/csrf';
import secureSession from '@fastify/secure-session';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { CSRF_HEADER, type Operator, SESSION_COOKIE } from '@qt/contracts';
import { HttpProblem, NOW } from '@qt/nest-service';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { SessionKeyRepository } from './session-key.repository.ts';

/** A shift of an operator. */
export const SESSION_MS = 12 * 3_600_000;

declare module '@fastify/secure-session' {
  interface SessionData {
    token: string;
    /** Whose the token was when it was signed in with. */
    operator: Operator;
    /** What the session's CSRF tokens are made with. */
    secret: string;
    /** Unix ms. */
    expiresAt: number;
  }
}

/** A session as its cookie holds it. */
export interface OpenSession {
  readonly token: string;
  readonly operator: Operator;
  /** As the browser sends it. */
  readonly cookie: string;
  readonly csrfToken: string;
  /** Of this sign-in alone; it stays here. */
  readonly secret: string;
  /** Unix ms. */
  readonly expiresAt: number;
}

/** Sessions in an encrypted cookie that no script can read and no other site can send; nothing is kept here. */
@Injectable()
export class CookieSessions implements OnModuleInit {
  readonly #csrf = new Tokens({ userInfo: false });

  constructor(
    private readonly adapter: HttpAdapterHost,
    private readonly keys: SessionKeyRepository,
    @Inject(NOW) private readonly now: () => number,
  ) {}

  async onModuleInit(): Promise<void> {
    const key = await this.keys.key();
    const server = this.adapter.httpAdapter.getInstance<FastifyInstance>();
    void server.register(secureSession, {
      key,
      cookieName: SESSION_COOKIE,
      expiry: SESSION_MS / 1000,
      cookie: { path: '/', httpOnly: true, sameSite: 'strict', secure: 'auto', maxAge: SESSION_MS / 1000 },
    });
  }

  open({ session }: FastifyRequest, token: string, operator: Operator): void {
    session.set('token', token);
    session.set('operator', operator);
    session.set('secret', this.#csrf.secretSync());
    session.set('expiresAt', this.now() + SESSION_MS);
  }

  read({ session, headers }: FastifyRequest): OpenSession | undefined {
    const { token, operator, secret, expiresAt } = session.data() ?? {};
    if (token === undefined || operator === undefined || secret === undefined) return undefined;
    if (expiresAt === undefined || expiresAt <= this.now()) return undefined;
    return { token, operator, cookie: headers.cookie ?? '', csrfToken: this.#csrf.create(secret), secret, expiresAt };
  }

  close({ session }: FastifyRequest): void {
    session.delete();
  }

  refuseForged({ session, headers }: FastifyRequest): void {
    const given = headers[CSRF_HEADER];
    const secret = session.get('secret');
    if (secret !== undefined && typeof given === 'string' && this.#csrf.verify(secret, given)) return;
    const actual = given === undefined ? 'nothing' : 'another one';
    throw new HttpProblem(
      403,
      'csrf_refused',
      `X-CSRF-Token: expected csrf_token of /console/session, actual ${actual}`,
    );
  }
}
