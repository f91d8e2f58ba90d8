import type { Operator } from '@qt/contracts';
import type { FastifyRequest } from 'fastify';

/**
 * The sessions of people who have signed in, as a service that serves a page to them keeps these. Such a service knows no
 * token of an operator: it asks the one that does.
 */
export interface Sessions {
  /**
   * Whose `X-Admin-Token` it is.
   *
   * @throws HttpProblem 401, 429 or 503, as the service that knows the tokens answers; 503 if that one is away.
   */
  verify(request: FastifyRequest): Promise<Operator>;
  /** Who the caller has signed in as; undefined: nobody, too long ago, or with a token that has been withdrawn. */
  signedIn(request: FastifyRequest): Promise<Operator | undefined>;
  /**
   * Checks that a page of this service sent the request, and not a page of another site with this one's cookie.
   *
   * @throws HttpProblem 403 `csrf_refused`.
   */
  refuseForged(request: FastifyRequest): void;
}
