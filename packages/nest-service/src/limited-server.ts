import { type FastifyInstance, type FastifyServerOptions, fastify } from 'fastify';
import { CONNECTION_LIMITS, limitConnections, serverLimits } from './connections.ts';
import { MAX_PARAM_LENGTH, refusals } from './refusals.ts';

/** The largest body that a service reads. */
export const BODY_LIMIT_BYTES = 256 * 1024;

/** Fastify with the limits and the form of errors that every server of ours has. */
export function limitedServer(options: Pick<FastifyServerOptions, 'genReqId' | 'return503OnClosing'>): FastifyInstance {
  const limits = serverLimits(CONNECTION_LIMITS);
  const server = fastify({
    ...limits,
    bodyLimit: BODY_LIMIT_BYTES,
    // A missing Host is refused with every other foreign one, in the form of every other error.
    http: { ...limits.http, requireHostHeader: false },
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
    ...refusals,
    ...options,
  });
  limitConnections(server, CONNECTION_LIMITS);
  // Node answers an unknown expectation itself, without a body; here it is ignored, as HTTP allows.
  server.server.on('checkExpectation', (request, response) => server.server.emit('request', request, response));
  return server;
}
