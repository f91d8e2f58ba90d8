import type { FastifyRequest } from 'fastify';

/** The sessions of people who have signed in, as a service that serves a page to them keeps these. */
export interface Sessions {
  /** The token that the caller signed in with; undefined: nobody has, or it is too long ago. */
  tokenOf(request: FastifyRequest): string | undefined;
  /**
   * Checks that a page of this service sent the request, and not a page of another site with this one's cookie.
   *
   * @throws HttpProblem 403 `csrf_refused`.
   */
  refuseForged(request: FastifyRequest): void;
}
