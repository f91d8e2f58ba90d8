import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { marketSimRoutes } from '@qt/contracts';
import { runService } from '@qt/nest-service';
import { startTestTelemetry } from '@qt/telemetry/testing';
import { AppModule } from './app.module.ts';
import { readConfig } from './config.ts';
import { openMarket } from './exchange/open-market.ts';

export interface RunningSim {
  readonly url: string;
  /** The simulator's clock, Unix ms. */
  readonly clock: { now: number };
  /** Requests a path; `body` is the parsed JSON. */
  get(path: string): Promise<{ status: number; headers: Headers; body: unknown }>;
  /** Sets a fault, or calls another route of `/sim`. */
  send(method: 'PUT' | 'DELETE', path: string, body?: object): Promise<{ status: number; body: unknown }>;
  stop(): Promise<void>;
}

/** 12:34:20 UTC: in the middle of a minute, an hour and a day. */
export const NOON = Date.UTC(2026, 10, 23, 12, 34, 20);

/** The real service on a free loopback port, with a controllable clock. Its data are gone after it, unless `env` has a folder. */
export async function startSim(env: Readonly<Record<string, string>> = {}): Promise<RunningSim> {
  const dataDir = mkdtempSync(join(tmpdir(), 'qt-sim-'));
  const { telemetry, stop } = startTestTelemetry('qt-market-sim');
  const clock = { now: NOON };
  const config = readConfig({ QT_DATA_DIR: dataDir, ...env });
  const app = await runService({
    id: 'market-sim',
    version: '0.0.0-test',
    environment: config,
    port: 0,
    routes: marketSimRoutes,
    telemetry,
    module: AppModule.forRoot(config, openMarket(config)),
    now: () => clock.now,
  });
  const url = await app.getUrl();
  const ask = async (path: string, init: RequestInit) => {
    const response = await fetch(url + path, init);
    return { status: response.status, headers: response.headers, body: (await response.json()) as unknown };
  };
  return {
    url,
    clock,
    get: (path) => ask(path, {}),
    send: (method, path, body) =>
      ask(
        path,
        body === undefined
          ? { method }
          : { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } },
      ),
    stop: async () => {
      await app.close();
      await stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
