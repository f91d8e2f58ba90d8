import 'reflect-metadata';
import { Controller, type DynamicModule, Get, type NestApplicationOptions, Param } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { type FastifyInstance, fastify } from 'fastify';

export const ROUTE = '/api/prices/latest/:symbol';

@Controller()
class PricesController {
  @Get(ROUTE)
  latest(@Param('symbol') symbol: string) {
    return { symbol, price: '64000.12', source: 'binance', observed_at: '2026-01-02T03:04:05.006Z', stale: false };
  }
}

interface Parts {
  /** Before Nest is there. */
  readonly attach?: (server: FastifyInstance) => void;
  readonly imports?: DynamicModule[];
  /** Nest's own hook for instances. */
  readonly instrument?: NestApplicationOptions['instrument'];
  /** Before it listens. */
  readonly prepare?: (app: NestFastifyApplication) => void | Promise<void>;
}

/** A message to the measuring process. */
export type ServerMessage =
  | { readonly listening: number; readonly startCpuMs: number }
  | { readonly rss: number; readonly heap: number }
  | { readonly cpuMs: number };

/** A request from the measuring process. */
type Asked = 'memory' | 'cpu';

/** Serves one small route by NestJS on Fastify; reports its port, and its memory and CPU on request. */
export async function serve({ attach, imports = [], instrument, prepare }: Parts = {}): Promise<void> {
  const server = fastify({ forceCloseConnections: true });
  attach?.(server);
  class Root {}
  const app = await NestFactory.create<NestFastifyApplication>(
    { module: Root, imports, controllers: [PricesController] },
    new FastifyAdapter(server),
    { logger: false, bufferLogs: false, ...(instrument && { instrument }) },
  );
  await prepare?.(app);
  await app.listen(0, '127.0.0.1');
  const send = (message: ServerMessage) => process.send?.(message);
  send({ listening: Number(new URL(await app.getUrl()).port), startCpuMs: cpuMs() });
  process.on('message', (asked: Asked) => {
    if (asked === 'cpu') {
      send({ cpuMs: cpuMs() });
      return;
    }
    for (let round = 0; round < 3; round++) globalThis.gc?.();
    send({ rss: process.memoryUsage.rss(), heap: process.memoryUsage().heapUsed });
  });
  process.on('disconnect', () => process.exit(0));
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
