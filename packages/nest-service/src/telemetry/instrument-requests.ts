import type { IncomingMessage, ServerResponse } from 'node:http';
import { context, propagation, ROOT_CONTEXT } from '@opentelemetry/api';
import type { Routes } from '@qt/contracts';
import { madeAhead, REQUEST_ID_HEADER, type Telemetry } from '@qt/telemetry';
import type { FastifyInstance } from 'fastify';
import { createAccessLog } from './access-log.ts';
import { createApiMetrics } from './api-metrics.ts';
import { createEndpoints, type Endpoints } from './endpoints.ts';
import { Exchange } from './exchange.ts';
import { addMetricsRoute } from './metrics-route.ts';
import { createRequestDurations } from './request-duration.ts';
import { inboundRequestId, requestIds } from './request-id.ts';
import { lookInBodies } from './symbol-in-body.ts';

/** Fastify answers a request without hooks if its path cannot be decoded or is too long. */
const isUnusual = (path: string) => path.length >= 100 || path.includes('%');

/**
 * Span, request id, access log and metrics for every request of a Fastify server, also those that Fastify answers
 * without its hooks (a malformed path, 503 while closing), and `/metrics`. Call it once, before routes are registered.
 *
 * @param routes the service's own; those that every service has are added
 */
export function instrumentRequests(fastify: FastifyInstance, telemetry: Telemetry, routes: Routes): void {
  const { tracer, log, symbols, admitRoute } = telemetry.server;
  const endpoints = endpointsOf(telemetry, routes);
  const traceHeaders = propagation.fields();
  const admitted: ReadonlySet<unknown> = new Set(symbols);
  const newRequestId = madeAhead(requestIds());
  let closing = false;
  /** Fastify's first hooks run before any other request comes: they find their exchange here at less cost. */
  let newest: Exchange | undefined;

  const exchangeOf = (request: IncomingMessage): Exchange | undefined => {
    if (newest?.isOf(request)) return newest;
    const active = context.active();
    return active instanceof Exchange && active.isOf(request) ? active : undefined;
  };

  const open = (request: IncomingMessage, response: ServerResponse): Exchange => {
    const { headers } = request;
    const inbound = inboundRequestId(headers[REQUEST_ID_HEADER]);
    const requestId = inbound ?? newRequestId();
    // A caller may have sent a secret as its id.
    const loggedId = inbound === undefined ? requestId : log.scrub(inbound);
    const isTraced = traceHeaders.some((name) => headers[name] !== undefined);
    const parent = isTraced ? propagation.extract(ROOT_CONTEXT, headers) : ROOT_CONTEXT;
    const exchange = new Exchange({ request, response, requestId, loggedId, parent }, tracer, endpoints);
    // Nothing is put on the request or response: further shapes of Node's objects slow all its code (docs/adr/0004).
    response.on('close', () => exchange.closed());
    return exchange;
  };

  const noteSymbol = (exchange: Exchange | undefined, named: unknown) => {
    const { symbol } = (named ?? {}) as { readonly symbol?: unknown };
    if (symbol !== undefined && exchange !== undefined && admitted.has(symbol)) exchange.symbol = symbol as string;
  };

  // Node caches the address on the socket: read for sampled requests only, sockets would have many shapes.
  fastify.server.on('connection', (socket) => void socket.remoteAddress);
  // Before Fastify's own listener. Injected requests come only to the hook below.
  fastify.server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
    const exchange = open(request, response);
    newest = exchange;
    // Lasts until Node's parser, which calls this, continues.
    context.attach(exchange);
    if (closing || isUnusual(request.url ?? '')) response.setHeader(REQUEST_ID_HEADER, exchange.requestId);
  });
  // From now on Fastify answers 503 without hooks on open connections.
  fastify.addHook('preClose', (done) => {
    closing = true;
    done();
  });
  fastify.setGenReqId((request) => exchangeOf(request as IncomingMessage)?.requestId ?? newRequestId());
  fastify.addHook('onRequest', (request, reply, done) => {
    const known = exchangeOf(request.raw);
    const exchange = known ?? open(request.raw, reply.raw);
    exchange.routed(request.routeOptions.url);
    noteSymbol(exchange, request.params);
    // On the reply: a header on the raw response would make Node send all of them the slow way.
    reply.header(REQUEST_ID_HEADER, exchange.requestId);
    if (known !== undefined) return done();
    request.id = exchange.requestId;
    context.with(exchange, done);
  });
  fastify.addHook('onRoute', ({ url }) => admitRoute(url));
  fastify.addHook(
    'onRoute',
    lookInBodies(({ raw }, body) => noteSymbol(exchangeOf(raw), body)),
  );
  addMetricsRoute(fastify, telemetry.server.scrape);
}

/** How a service's requests are logged and counted. */
export function endpointsOf(telemetry: Telemetry, routes: Routes): Endpoints {
  const { log, admitRoute } = telemetry.server;
  return createEndpoints({
    accessLog: createAccessLog(log),
    metrics: isApi(telemetry) ? createApiMetrics(telemetry.instruments, routes, admitRoute) : undefined,
    durations: createRequestDurations(telemetry.instruments.http_server_request_duration_seconds),
  });
}

function isApi(telemetry: Telemetry): telemetry is Telemetry & Telemetry<'qt-api'> {
  return telemetry.service === 'qt-api';
}
