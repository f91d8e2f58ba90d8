import { randomUUID } from 'node:crypto';
import { operationalRoutes, type Readiness, type Routes } from '@qt/contracts';
import { REQUEST_ID_HEADER, type Telemetry } from '@qt/telemetry';
import type { FastifyInstance } from 'fastify';
import { refuseOtherSites } from '../access/same-site.ts';
import { limitedServer } from '../limited-server.ts';
import { HttpProblem } from '../problem.ts';
import { problemOf } from '../problem-of.ts';
import { addMetricsRoute } from '../telemetry/metrics-route.ts';
import { FORWARDED, Forwarding, type LeaderAddress } from './forwarding.ts';
import { createOwnAnswers } from './own-answers.ts';

export interface StandbyOptions {
  readonly telemetry: Telemetry;
  readonly allowedHosts: readonly string[];
  readonly leader: LeaderAddress;
  /** The service's own. */
  readonly routes: Routes;
  readonly live: () => object;
  readonly ready: () => Readiness;
}

/**
 * What a replica serves while another one leads: its own health and metrics. Everything else is forwarded to the leader, which
 * admits, logs and counts it.
 */
export function createStandbyServer(options: StandbyOptions): FastifyInstance {
  const { telemetry, allowedHosts, leader, routes, live, ready } = options;
  // On connections that are open when this replica comes to lead, it goes on forwarding: to itself.
  const server = limitedServer({ genReqId: () => randomUUID(), return503OnClosing: false });
  refuseOtherSites(server, allowedHosts);
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  const record = createOwnAnswers(telemetry, routes);
  server.setErrorHandler((error, request, reply) => {
    const { status, code, message } = problemOf(error, request);
    if (status >= 500 && !(error instanceof HttpProblem)) telemetry.log.error('request failed', { error });
    record(request, reply, status);
    // So that the replica which forwarded it asks the leader, and not this one.
    if (request.headers[FORWARDED] !== undefined) reply.header(FORWARDED, '1');
    return reply.code(status).send({ error: { code, message, request_id: request.id } });
  });
  server.setNotFoundHandler(({ method, url }) => {
    throw new HttpProblem(404, 'not_found', `${method} ${url.split('?', 1)[0]}: expected a request of this service`);
  });
  server.addHook('onSend', async (request, reply) => {
    if (!reply.hasHeader(REQUEST_ID_HEADER)) reply.header(REQUEST_ID_HEADER, request.id);
  });
  addMetricsRoute(server, telemetry.server.scrape);
  server.get(operationalRoutes.live.path, async () => live());
  server.get(operationalRoutes.ready.path, async (_request, reply) => {
    const body = ready();
    return reply.code(body.status === 'ready' ? 200 : 503).send(body);
  });
  const forwarding = new Forwarding(leader, routes);
  server.all('/*', (request, reply) => forwarding.forward(request, reply));
  server.addHook('onClose', () => forwarding.close());
  return server;
}
