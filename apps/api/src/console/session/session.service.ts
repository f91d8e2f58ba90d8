import { Inject, Injectable } from '@nestjs/common';
import type { ConsoleSession } from '@qt/contracts';
import { HttpProblem, isLoopback, PEOPLE, type People, type Person } from '@qt/nest-service';
import type { FastifyRequest } from 'fastify';
import { ApiConfig } from '../../config.ts';
import { CookieSessions, type OpenSession } from './cookie-sessions.ts';

/** Who has signed in at the console. */
@Injectable()
export class SessionService {
  constructor(
    private readonly sessions: CookieSessions,
    private readonly config: ApiConfig,
    @Inject(PEOPLE) private readonly people: People,
  ) {}

  /** Signs in with a token that admission has checked. */
  signIn(request: FastifyRequest): ConsoleSession {
    const token = request.headers['x-admin-token'];
    if (typeof token !== 'string') throw new Error('expected a request that was admitted by its token');
    return this.#describe(this.sessions.open(request, token));
  }

  signOut(request: FastifyRequest): ConsoleSession {
    this.sessions.close(request);
    return this.#nobody();
  }

  read(request: FastifyRequest): ConsoleSession {
    const session = this.sessions.read(request);
    return session === undefined ? this.#nobody() : this.#describe(session);
  }

  /**
   * Whose session it is.
   *
   * @throws HttpProblem 401 if nobody's, or if the token has been withdrawn.
   */
  personOf(request: FastifyRequest): Person {
    const person = this.#ownerOf(this.sessions.tokenOf(request));
    if (person !== undefined) return person;
    throw new HttpProblem(401, 'not_signed_in', 'session: expected somebody who has signed in, actual nobody');
  }

  #describe({ token, csrfToken, expiresAt }: OpenSession): ConsoleSession {
    const person = this.#ownerOf(token);
    if (person === undefined) return this.#nobody();
    const { name, role } = person;
    const expires = new Date(expiresAt).toISOString();
    return { signed_in: true, may_read: true, name, role, csrf_token: csrfToken, expires_at: expires };
  }

  #nobody(): ConsoleSession {
    return { signed_in: false, may_read: isLoopback(this.config.QT_HOST) };
  }

  #ownerOf(token: string | undefined): Person | undefined {
    return this.people().find((one) => one.token === token);
  }
}
