import type { FastifyRequest, RouteOptions } from 'fastify';

const TAKES_BODY: ReadonlySet<unknown> = new Set(['POST', 'PUT']);

/**
 * A listener for `onRoute` that looks at the JSON body of requests whose route has no `:symbol` in its path. Routes
 * that take no body get no hook.
 */
export function lookInBodies(found: (request: FastifyRequest, named: unknown) => void): (route: RouteOptions) => void {
  return (route) => {
    const takesBody = [route.method].flat().some((method) => TAKES_BODY.has(method));
    if (!takesBody || route.url.split('/').includes(':symbol')) return;
    const look = (request: FastifyRequest, _: unknown, done: () => void) => {
      found(request, request.body);
      done();
    };
    route.preHandler = [look, ...[route.preHandler ?? []].flat()];
  };
}
