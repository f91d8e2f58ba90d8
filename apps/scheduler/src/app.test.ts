import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { JOBS, RUN_STATUSES } from '@qt/catalogue';
import { createClient, schedulerRoutes } from '@qt/contracts';
import { runService } from '@qt/nest-service';
import { startTelemetry, type Telemetry } from '@qt/telemetry';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AppModule } from './app.module.ts';
import { readConfig } from './config.ts';

const FIRST_START = Date.UTC(2026, 0, 1);
const admin = { 'x-admin-token': 'admin-token' };

/** A retrain worker that answers when the test says so; every other path answers 503. */
class Others {
  readonly #server: Server;
  #asked = Promise.withResolvers<IncomingMessage>();
  #answer = Promise.withResolvers<void>();
  url = '';

  constructor() {
    this.#server = createServer(async (request, response) => {
      if (request.url !== '/retrain') return response.writeHead(503).end();
      this.#asked.resolve(request);
      await this.#answer.promise;
      response.writeHead(202, { 'content-type': 'application/json' }).end('{"run_id":"of-the-worker"}');
    });
  }

  async listen(): Promise<void> {
    await new Promise<void>((done) => this.#server.listen(0, '127.0.0.1', done));
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  asked = (): Promise<IncomingMessage> => this.#asked.promise;
  answer = (): void => this.#answer.resolve();

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

let folder: string;
let others: Others;
let running: { readonly app: NestFastifyApplication; readonly telemetry: Telemetry } | undefined;
let now: number;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'qt-scheduler-'));
  now = FIRST_START;
  others = new Others();
  await others.listen();
});
afterEach(async () => {
  others.answer();
  await stop();
  others.close();
  rmSync(folder, { recursive: true });
});

async function start() {
  const environment = {
    QT_DATA_DIR: folder,
    QT_ADMIN_TOKEN: 'admin-token',
    QT_SERVICE_TOKEN: 'service-token',
    QT_API_URL: others.url,
    QT_RETRAIN_WORKER_URL: others.url,
    QT_MARKET_SIM_URL: others.url,
  };
  const config = readConfig(environment);
  const telemetry = startTelemetry({
    service: 'qt-scheduler',
    version: '1',
    dataDir: folder,
    admitted: { symbol: config.QT_SYMBOLS, profile: config.QT_PROFILES },
    sink: { write: () => {} },
  });
  const app = await runService({
    id: 'scheduler',
    version: '1',
    environment: config,
    port: 0,
    routes: schedulerRoutes,
    telemetry,
    module: AppModule.forRoot(config),
    now: () => now,
  });
  running = { app, telemetry };
  const baseUrl = await app.getUrl();
  const client = createClient(schedulerRoutes, { baseUrl, headers: admin, timeoutMs: 5000, fetch });
  const scrape = async (): Promise<string> => (await fetch(`${baseUrl}/metrics`)).text();
  return { baseUrl, client, scrape };
}

async function stop(): Promise<void> {
  await running?.app.close();
  await running?.telemetry.shutdown();
  running = undefined;
}

describe('the scheduler, over HTTP', () => {
  test('has every series at the first scrape: counts at 0, last runs as of the first start', async () => {
    const { scrape } = await start();
    const text = await scrape();
    for (const job of JOBS) {
      for (const status of RUN_STATUSES) {
        expect(text).toContain(`qt_scheduler_runs_total{job_id="${job}",status="${status}"} 0`);
        expect(text).toContain(`qt_scheduler_run_duration_seconds_count{job_id="${job}",status="${status}"} 0`);
      }
      expect(text).toContain(`qt_scheduler_last_run_timestamp_seconds{job_id="${job}"} ${FIRST_START / 1000}\n`);
      expect(text).toContain(`qt_scheduler_next_run_timestamp_seconds{job_id="${job}"} `);
    }
    expect(text).toContain('qt_scheduler_job_interval_seconds{job_id="signal_scan"} 60\n');
    expect(text).not.toMatch(/qt_synthetic_check_(success|timestamp_seconds)\{/);
  });

  test('runs a job manually, one at a time, with the service token, and counts it when it ends', async () => {
    const { client, scrape } = await start();
    const begun = await client.runJob({ params: { job_id: 'retrain_models' } });
    expect(begun).toMatchObject({ ok: true, status: 202, body: { job_id: 'retrain_models' } });
    const { headers } = await others.asked();
    expect(headers).toMatchObject({ authorization: 'Bearer service-token', 'x-request-id': expect.any(String) });
    expect(await client.runJob({ params: { job_id: 'retrain_models' } })).toMatchObject({
      ok: false,
      status: 409,
      error: { code: 'job_running', message: expect.stringContaining("actual 'retrain_models'") },
    });
    expect(await scrape()).toContain('qt_scheduler_runs_total{job_id="retrain_models",status="success"} 0');
    others.answer();
    await stop();
    const again = await start();
    const job = await jobHealth(again.client);
    expect(job).toMatchObject({ running: false, last_run: { status: 'success' } });
    expect(job?.last_run?.run_id).toBe(begun.ok ? begun.body.run_id : 'none');
  });

  test('finishes runs at a stop, and shows them at the first scrape after the next start', async () => {
    const { client } = await start();
    await client.runJob({ params: { job_id: 'retrain_models' } });
    await others.asked();
    now += 5000;
    const stopped = stop();
    others.answer();
    await stopped;
    now += 3_600_000;
    const text = await (await start()).scrape();
    expect(text).toContain(
      `qt_scheduler_last_run_timestamp_seconds{job_id="retrain_models"} ${FIRST_START / 1000 + 5}\n`,
    );
    expect(text).toContain('qt_scheduler_runs_total{job_id="retrain_models",status="success"} 0');
    expect(text).toContain(`qt_scheduler_last_run_timestamp_seconds{job_id="signal_scan"} ${FIRST_START / 1000}\n`);
  });

  test('refuses to run a job without the token', async () => {
    const { baseUrl } = await start();
    const response = await fetch(`${baseUrl}/jobs/retrain_models/run`, { method: 'POST' });
    expect(response.status).toBe(401);
  });
});

async function jobHealth(client: Awaited<ReturnType<typeof start>>['client']) {
  const health = await client.health();
  return health.ok ? health.body.jobs.find((job) => job.job_id === 'retrain_models') : undefined;
}
