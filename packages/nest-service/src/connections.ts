import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/** What one client may hold, times in ms. */
export interface ConnectionLimits {
  /** To send a request's headers, and all of it. */
  readonly headersWithin: number;
  readonly requestWithin: number;
  /** Without taking the part of an answer that was sent last. */
  readonly unreadFor: number;
  /** More are not accepted: a stranger's must not take every file descriptor. */
  readonly connections: number;
  /** From the start of a stop until what is still open is cut. */
  readonly drainWithin: number;
}

export const CONNECTION_LIMITS: ConnectionLimits = {
  headersWithin: 10_000,
  requestWithin: 15_000,
  unreadFor: 60_000,
  connections: 2000,
  drainWithin: 5000,
};

/** The limits that Node itself enforces. */
export function serverLimits({ headersWithin, requestWithin }: ConnectionLimits) {
  const http = { headersTimeout: headersWithin, connectionsCheckingInterval: Math.min(1000, headersWithin) };
  return { requestTimeout: requestWithin, forceCloseConnections: 'idle', http } as const;
}

/** Enforces the others: on the number of connections, on answers that nobody reads, and on a stop. */
export function limitConnections(fastify: FastifyInstance, limits: ConnectionLimits): void {
  const { server } = fastify;
  server.maxConnections = limits.connections;
  // Idle connections make room, so that a client that holds many cannot lock others out.
  server.on('drop', () => server.closeIdleConnections());
  const unread = cutUnread(limits.unreadFor);
  server.on('connection', unread.watch);
  fastify.addHook('preClose', async () => {
    unread.stop();
    setTimeout(() => server.closeAllConnections(), limits.drainWithin).unref();
  });
}

/** Cuts connections whose waiting output has not moved between two looks. */
function cutUnread(everyMs: number) {
  const waiting = new Map<Socket, string>();
  const look = () => {
    for (const [socket, before] of waiting) {
      const now = socket.writableLength === 0 ? '' : `${socket.bytesWritten} ${socket.writableLength}`;
      if (now !== '' && now === before) socket.destroy();
      else if (now !== before) waiting.set(socket, now);
    }
  };
  const timer = setInterval(look, everyMs).unref();
  return {
    watch(socket: Socket): void {
      waiting.set(socket, '');
      socket.once('close', () => waiting.delete(socket));
    },
    stop: () => clearInterval(timer),
  };
}
