import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { ResourceMetrics } from '@opentelemetry/sdk-metrics';
import type { FastifyInstance } from 'fastify';
import { exposition } from '../scrape/exposition.ts';
import { CONTENT_TYPES, formatFor } from '../scrape/negotiate.ts';

const compress = promisify(gzip);

/** Serves `/metrics`: one collection a scrape. */
export function addMetricsRoute(fastify: FastifyInstance, collect: () => Promise<ResourceMetrics>): void {
  fastify.get('/metrics', async (request, reply) => {
    const format = formatFor(request.headers.accept);
    const text = exposition(await collect(), format);
    reply.header('content-type', CONTENT_TYPES[format]).header('vary', 'accept, accept-encoding');
    if (!/\bgzip\b/.test(request.headers['accept-encoding'] ?? '')) return text;
    return reply.header('content-encoding', 'gzip').send(await compress(text));
  });
}
