import { INVALID_SPAN_CONTEXT } from '@opentelemetry/api';
import { UNMATCHED } from '@qt/catalogue';
import { type Routes, routeFinder } from '@qt/contracts';
import type { Telemetry } from '@qt/telemetry';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { endpointsOf } from '../telemetry/instrument-requests.ts';
import { methodLabel } from '../telemetry/server-span.ts';

/** Logs and counts what a stand-by answers itself, as the leader does what is forwarded to it: a failure is never silent. */
export function createOwnAnswers(telemetry: Telemetry, routes: Routes) {
  const endpoints = endpointsOf(telemetry, routes);
  const routeAt = routeFinder(routes);
  for (const { path } of Object.values(routes)) telemetry.server.admitRoute(path);
  return ({ method, url, id, raw }: FastifyRequest, { elapsedTime }: FastifyReply, status: number): void => {
    const route = routeAt(method, url.split('?', 1)[0] ?? '')?.path ?? UNMATCHED;
    const { log, count, duration } = endpoints(methodLabel(method), route).outcome(status);
    count?.(elapsedTime / 1000, INVALID_SPAN_CONTEXT);
    duration?.(elapsedTime / 1000, raw.httpVersion, INVALID_SPAN_CONTEXT);
    log(id, elapsedTime, INVALID_SPAN_CONTEXT);
  };
}
