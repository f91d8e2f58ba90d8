import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { MetricReader } from '@opentelemetry/sdk-metrics';
import type { FastifyInstance } from 'fastify';
import { exposition } from '../scrape/exposition.ts';
import { CONTENT_TYPES, formatFor } from '../scrape/negotiate.ts';

const compress = promisify(gzip);

/** Serves `/metrics` from one collection of the reader. */
export function addMetricsRoute(fastify: FastifyInstance, reader: MetricReader): void {
  fastify.get('/metrics', async (request, reply) => {
    const format = formatFor(request.headers.accept);
    const { resourceMetrics } = await reader.collect();
    reply.header('content-type', CONTENT_TYPES[format]).header('vary', 'accept, accept-encoding');
    const text = exposition(resourceMetrics, format);
    if (!/\bgzip\b/.test(request.headers['accept-encoding'] ?? '')) return text;
    return reply.header('content-encoding', 'gzip').send(await compress(text));
  });
}
