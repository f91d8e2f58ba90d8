import { Readable } from 'node:stream';
import { constants, createGzip } from 'node:zlib';
import type { Format, Pieces } from '@qt/telemetry';
import type { FastifyInstance } from 'fastify';
import { acceptsGzip, CONTENT_TYPES, formatFor } from './negotiate.ts';

/** Serves `/metrics`, also to `HEAD`. */
export function addMetricsRoute(fastify: FastifyInstance, scrape: (format: Format) => Promise<Pieces>): void {
  fastify.get('/metrics', async (request, reply) => {
    const format = formatFor(request.headers.accept);
    const pieces = await scrape(format);
    reply.header('content-type', CONTENT_TYPES[format]).header('vary', 'accept, accept-encoding');
    if (acceptsGzip(request.headers['accept-encoding']?.toString())) {
      // The cheapest level already makes a tenth of the size.
      const compressed = Readable.from(pieces).pipe(createGzip({ level: constants.Z_BEST_SPEED }));
      return reply.header('content-encoding', 'gzip').send(compressed);
    }
    reply.header(
      'content-length',
      pieces.reduce((bytes, piece) => bytes + piece.length, 0),
    );
    return reply.send(Readable.from(pieces));
  });
}
