import { copyFileSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import {
  createClient,
  type ListedModel,
  operationalRoutes,
  type Readiness,
  type RetrainRun,
  retrainRoutes,
} from '@qt/contracts';
import { openModel } from '@qt/model';
import { runService } from '@qt/nest-service';
import { nextTerm } from '@qt/postgres/testing';
import { createSimulatedMarket } from '@qt/simulated-market';
import { startTestTelemetry } from '@qt/telemetry/testing';
import { POSTGRES_BIN, PostgresServer, until } from '@qt/test-kit';
import { expect, onTestFinished, test } from 'vitest';
import { AppModule } from './app.module.ts';
import { readConfig } from './config.ts';
import { SCHEMA } from './store/postgres/open-postgres-store.ts';
import { testFolder } from './test-folder.fixture.ts';

const MINUTE = 60_000;
const market = createSimulatedMarket();

/** Binance's klines of the simulated market; silent while `down`. */
async function exchange() {
  const state = { down: false };
  const server = createServer((request, response) => {
    const query = new URL(request.url ?? '', 'http://x').searchParams;
    if (state.down) return response.writeHead(500).end('{}');
    const limit = Number(query.get('limit') ?? 500);
    const last = Math.floor(Number(query.get('endTime') ?? Date.now()) / MINUTE);
    const first = query.has('startTime') ? Math.ceil(Number(query.get('startTime')) / MINUTE) : last - limit + 1;
    const count = Math.min(limit, last - first + 1);
    const rows = market.candles(query.get('symbol') ?? '', first, count).map((candle) => {
      const { openTime, open, high, low, close, volume } = candle;
      return [openTime, ...[open, high, low, close, volume].map(String), openTime + MINUTE - 1, '0', 1, '0', '0', '0'];
    });
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(rows));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { state, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

async function start(folder: string, binanceUrl: string, env: NodeJS.ProcessEnv = {}) {
  const config = readConfig({
    QT_DATA_DIR: folder,
    QT_ADMIN_TOKEN: 'admin-token',
    QT_SERVICE_TOKEN: 'service-token',
    QT_BINANCE_URL: binanceUrl,
    QT_RETRAIN_HISTORY_DAYS: '0.42',
    ...env,
  });
  const { telemetry, lines, stop } = startTestTelemetry('qt-retrain-worker');
  const term = config.QT_DATABASE_URL === undefined ? undefined : await nextTerm(config.QT_DATABASE_URL, SCHEMA);
  const app = await runService({
    id: 'retrain-worker',
    version: '1',
    environment: config,
    port: 0,
    routes: retrainRoutes,
    telemetry,
    module: AppModule.forRoot(config, term),
  });
  let ended = false;
  const end = async () => {
    if (ended) return;
    ended = true;
    await app.close();
    await stop();
  };
  onTestFinished(end);
  const baseUrl = await app.getUrl();
  const connect = (headers: Record<string, string>) =>
    createClient({ ...retrainRoutes, ...operationalRoutes }, { baseUrl, headers, timeoutMs: 10_000, fetch });
  const scrape = async () => (await fetch(`${baseUrl}/metrics`)).text();
  return { baseUrl, end, lines, scrape, admin: connect({ 'x-admin-token': 'admin-token' }), anyone: connect({}) };
}
type Worker = Awaited<ReturnType<typeof start>>;

const runsOf = async ({ anyone }: Worker) => {
  const reply = await anyone.runs();
  return reply.ok ? reply.body.items : [];
};
const currentOf = ({ anyone }: Worker) =>
  until<ListedModel>('a current model', async () => {
    const reply = await anyone.currentModel();
    return reply.ok ? reply.body : undefined;
  });

test('the first start trains a model, serves it, and lets operators promote it', async () => {
  const folder = testFolder();
  const { url } = await exchange();
  const worker = await start(folder, url);
  const { admin, anyone, baseUrl, scrape, lines } = worker;
  expect(await scrape()).toContain('qt_retrain_runs_total{status="failure"} 0');

  const running = await until('the first run', async () => (await runsOf(worker))[0]);
  expect(running).toMatchObject({ status: 'running', trigger: 'first_model', model_version: null });
  expect(await anyone.health()).toMatchObject({
    body: { last_success_at: null, last_failure_at: null, running_since: running.started_at, promotions_halted: false },
  });
  expect(await admin.retrain()).toMatchObject({ ok: false, status: 409, error: { code: 'retrain_running' } });

  const first = await currentOf(worker);
  expect(first).toMatchObject({ state: 'current', why: expect.stringMatching(/^promoted: the first model/) });
  const { version } = first.card;
  expect(await runsOf(worker)).toMatchObject([
    { status: 'success', progress: 1, model_version: version, promoted: true },
  ]);
  expect(await scrape()).toContain('qt_retrain_runs_total{status="success"} 1');
  const progress = lines.filter((line) => line['message'] === 'retrain progress').map((line) => line['progress']);
  expect(progress[0]).toBe(0);
  expect(progress.at(-1)).toBe(1);
  expect(new Set(lines.filter((line) => line['run_id'] !== undefined).map((line) => line['request_id'])).size).toBe(1);

  const path = `${baseUrl}/models/${version}/artifact`;
  expect((await fetch(path)).status).toBe(401);
  const response = await fetch(path, { headers: { authorization: 'Bearer service-token' } });
  expect(response.headers.get('content-type')).toBe('application/octet-stream');
  const model = await openModel(new Uint8Array(await response.arrayBuffer()));
  expect(model.card).toEqual(first.card);
  await model.close();

  expect(await anyone.haltPromotions({ body: { halted: true } })).toMatchObject({ status: 401 });
  expect(await admin.haltPromotions({ body: { halted: true } })).toMatchObject({ body: { halted: true } });
  const retrain = async (key: string) => {
    const headers = { 'x-admin-token': 'admin-token', 'idempotency-key': key };
    const asked = await fetch(`${baseUrl}/retrain`, { method: 'POST', headers });
    return [asked.status, await asked.json()];
  };
  expect(await retrain('run-of-a-scheduler')).toEqual([202, { run_id: 'run-of-a-scheduler' }]);
  await until('the second run', async () =>
    (await runsOf(worker)).find((run) => run.trigger === 'request' && run.finished_at),
  );
  // Another scheduler asks again for the run of one that died.
  expect(await retrain('run-of-a-scheduler')).toEqual([202, { run_id: 'run-of-a-scheduler' }]);
  expect((await runsOf(worker)).map(({ trigger }) => trigger)).toEqual(['request', 'first_model']);
  const [{ finished_at }] = (await runsOf(worker)) as [RetrainRun];
  expect(await anyone.health()).toMatchObject({
    body: { last_success_at: finished_at, last_failure_at: null, running_since: null, promotions_halted: true },
  });
  const listed = await anyone.models();
  expect(listed).toMatchObject({
    body: { promotions_halted: true, items: [{ state: 'candidate' }, { state: 'current' }] },
  });
  const second = listed.ok ? (listed.body.items[0]?.card.version ?? '') : '';
  expect(listed.ok && listed.body.items[0]?.why).toMatch(/^not promoted: promotions are halted/);

  const compared = { query: { first: second, second: version } };
  expect(await anyone.compareModels(compared)).toMatchObject({ status: 401 });
  expect(await admin.compareModels({ query: { first: 'm-unknown', second } })).toMatchObject({ status: 404 });
  expect(await admin.compareModels(compared)).toMatchObject({
    body: { first: second, second: version, comparison: null },
  });

  expect(await admin.promote({ params: { version: second } })).toMatchObject({
    status: 200,
    body: { state: 'current' },
  });
  expect(await admin.promote({ params: { version: second } })).toMatchObject({
    status: 409,
    error: { code: 'already_current' },
  });
  expect(await admin.promote({ params: { version: 'm-unknown' } })).toMatchObject({
    status: 404,
    error: { code: 'unknown_model' },
  });
  expect(await admin.promote({ params: { version } })).toMatchObject({
    body: { state: 'current', why: `promoted by hand in place of ${second}` },
  });

  const file = (name: string) => join(folder, 'retrain-worker', 'models', `${name}.model`);
  expect(readdirSync(join(folder, 'retrain-worker', 'models'))).toHaveLength(2);
  copyFileSync(file(version), file(second));
  expect(await admin.promote({ params: { version: second } })).toMatchObject({
    status: 409,
    error: {
      code: 'model_unusable',
      message: expect.stringContaining(`expected version ${second}, actual ${version}`),
    },
  });

  // The file of the current model is removed: the worker is not ready, and says which file, but not where.
  rmSync(file(version));
  const missing = `model file: expected ${version}.model in QT_DATA_DIR, actual none`;
  const { checks } = (await (await fetch(`${baseUrl}/health/ready`)).json()) as Readiness;
  expect(checks).toMatchObject([{ name: 'store', ok: true }, { name: 'model', ok: false, detail: missing }, {}]);
  const gone = await fetch(path, { headers: { authorization: 'Bearer service-token' } });
  expect([gone.status, await gone.json()]).toMatchObject([
    404,
    { error: { code: 'model_unusable', message: `version: ${version} cannot be used: ${missing}` } },
  ]);
}, 120_000);

test('a run interrupted by a stop is not a failure: the next start restarts it', async () => {
  const folder = testFolder();
  const { url } = await exchange();
  const stopped = await start(folder, url);
  const run = await until('the first run', async () => (await runsOf(stopped))[0]);
  await stopped.end();

  const worker = await start(folder, url);
  await currentOf(worker);
  expect(await runsOf(worker)).toMatchObject([{ run_id: run.run_id, trigger: 'first_model', status: 'success' }]);
  for (const { lines } of [stopped, worker]) {
    expect(lines.filter((line) => line['event'] === 'retrain.failed')).toEqual([]);
  }
  expect(await worker.scrape()).toContain('qt_retrain_runs_total{status="failure"} 0');
}, 120_000);

test.skipIf(POSTGRES_BIN === undefined)(
  'on PostgreSQL the next worker, in another folder, has run and model of the one before (needs postgres)',
  async () => {
    const server = await PostgresServer.start();
    onTestFinished(() => server.stop());
    const env = { QT_DATABASE_URL: await server.createDatabase('qt') };
    const { url } = await exchange();
    const folders = [testFolder(), testFolder()] as const;
    const artifactOf = async ({ baseUrl }: Worker, version: string) => {
      const headers = { authorization: 'Bearer service-token' };
      return new Uint8Array(await (await fetch(`${baseUrl}/models/${version}/artifact`, { headers })).arrayBuffer());
    };

    const before = await start(folders[0], url, env);
    const { card } = await currentOf(before);
    const artifact = await artifactOf(before, card.version);
    await before.end();

    const after = await start(folders[1], url, env);
    expect(await currentOf(after)).toMatchObject({ card, state: 'current' });
    expect(await artifactOf(after, card.version)).toEqual(artifact);
    const model = await openModel(artifact);
    expect(model.card).toEqual(card);
    await model.close();
    expect(await runsOf(after)).toMatchObject([{ trigger: 'first_model', status: 'success' }]);
    for (const folder of folders) expect(existsSync(join(folder, 'retrain-worker'))).toBe(false);
  },
  120_000,
);

test('a source that does not answer makes the worker unready, starts no run, and is used as soon as it answers', async () => {
  const { url, state } = await exchange();
  state.down = true;
  const worker = await start(testFolder(), url);
  const reply = await until('an answer of the source', async () => {
    const ready = await worker.anyone.ready();
    return ready.ok && ready.body.checks.some(({ detail }) => detail.includes('500')) ? ready.body : undefined;
  });
  expect(reply).toMatchObject({
    status: 'not_ready',
    checks: [
      { name: 'store', ok: true },
      { name: 'model', ok: true, detail: 'no model yet' },
      { name: 'history', ok: false },
    ],
  });
  expect(await worker.anyone.currentModel()).toMatchObject({ status: 404, error: { code: 'no_model' } });
  expect(await runsOf(worker)).toEqual([]);
  state.down = false;
  await currentOf(worker);
  expect(await worker.scrape()).toContain('qt_retrain_runs_total{status="failure"} 0');
}, 120_000);
