import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { ServiceId } from '@qt/contracts';
import { freePorts, Services, until } from '@qt/test-kit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

/** `mount` and `umount`, by `sudo` where this user may not; undefined: not at all. */
const asRoot = [[], ['sudo', '-n']].find((prefix) => {
  const folder = mkdtempSync(join(tmpdir(), 'qt-mount-'));
  try {
    run([...prefix, 'mount', '-t', 'tmpfs', '-o', 'size=1m', 'qt-test', folder]);
    run([...prefix, 'umount', folder]);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

function run([command = '', ...args]: readonly string[]): void {
  execFileSync(command, args, { stdio: 'ignore' });
}

const IDS = ['market-sim', 'risk-guard', 'api'] as const;
let services: Services;
let mounted: string[];
beforeEach(async () => {
  mounted = [];
  services = await Services.prepare(IDS);
});
afterEach(async () => {
  await services.stop({ keep: true });
  for (const folder of mounted) run([...(asRoot ?? []), 'umount', folder]);
  rmSync(services.dataDir, { recursive: true, force: true });
});

const startAll = () => Promise.all(IDS.map((id) => services.start(id)));

/** Puts the service's folder on a small disk of its own. */
function onSmallDisk(id: ServiceId): string {
  const folder = join(services.dataDir, id);
  mkdirSync(folder, { recursive: true });
  run([
    ...(asRoot ?? []),
    'mount',
    '-t',
    'tmpfs',
    '-o',
    `size=6m,uid=${process.getuid?.() ?? 0},mode=700`,
    'qt-test',
    folder,
  ]);
  mounted.push(folder);
  return folder;
}

/** Takes all space that is left; returns what gives it back. */
function fill(folder: string): () => void {
  const file = join(folder, 'filler');
  for (const size of [65_536, 4096, 512, 1]) {
    try {
      for (;;) writeFileSync(file, Buffer.alloc(size), { flag: 'a' });
    } catch {}
  }
  return () => rmSync(file);
}

function order() {
  const body = { client_order_id: randomUUID(), symbol: 'BTCUSDT', side: 'buy', quantity: '0.001' } as const;
  return services.api().placeTrade({ body });
}
const untilOrdersFill = () => until('an order to fill', async () => (await order()).ok || undefined);

/** What `/health` of the API says of trading. */
async function trading() {
  const reply = await services.api().health();
  return reply.ok ? reply.body.trading : undefined;
}

/** A fault of the guard's store, as a trader, an operator and an alert see it. */
async function expectGuardDenies(): Promise<void> {
  const denied = { status: 403, error: { code: 'risk_denied', details: { reason: 'store_unavailable' } } };
  expect(await order()).toMatchObject(denied);
  expect((await services.scrape('risk-guard')).sum('qt_risk_denying', { reason: 'store_unavailable' })).toBe(1);
  expect(await services.riskGuard().state()).toMatchObject({
    body: { trading: { allowed: false, reason: 'store_unavailable' } },
  });
  expect((await fetch(`${services.url('risk-guard')}/health/ready`)).status).toBe(503);
  expect(await trading()).toMatchObject({
    allowed: false,
    detail: expect.stringContaining('expected to accept writes'),
  });
  expect((await services.scrape('api')).sum('qt_trading_blocked', { reason: 'store_unavailable' })).toBe(1);
}

async function expectGuardRecovered(): Promise<void> {
  await untilOrdersFill();
  const { status } = await fetch(`${services.url('risk-guard')}/health/ready`);
  expect(status).toBe(200);
  expect((await services.scrape('risk-guard')).sum('qt_risk_denying', { reason: 'store_unavailable' })).toBe(0);
}

/** A fault of the API's store. */
async function expectApiRefuses(): Promise<void> {
  expect(await order()).toMatchObject({ status: 503, error: { code: 'store_unavailable' } });
  expect(await trading()).toMatchObject({ allowed: false, reason: 'store_unavailable' });
  expect((await services.scrape('api')).sum('qt_trading_blocked', { reason: 'store_unavailable' })).toBe(1);
}

describe.skipIf(asRoot === undefined)('a full disk (needs root or sudo for a mount)', () => {
  test('of the risk guard denies with store_unavailable, and trading goes on when it has space again', async () => {
    const folder = onSmallDisk('risk-guard');
    await startAll();
    await untilOrdersFill();
    const free = fill(folder);
    await expectGuardDenies();
    free();
    await expectGuardRecovered();
  });

  test("of the API's refuses orders with 503 store_unavailable, and trading goes on when it has space again", async () => {
    const folder = onSmallDisk('api');
    await startAll();
    await untilOrdersFill();
    const free = fill(folder);
    await expectApiRefuses();
    free();
    await untilOrdersFill();
    expect(await trading()).toMatchObject({ reason: expect.not.stringContaining('store') });
  });

  test.each(['risk-guard', 'api'] as const)('of the %s at its start is waited for', async (id) => {
    const folder = onSmallDisk(id);
    const free = fill(folder);
    const child = services.spawn(id);
    await until('a second try', () => services.output(id).split('trying again in').length > 2 || undefined);
    free();
    await until(`${id} to answer`, async () => (await fetch(`${services.url(id)}/health/live`)).ok || undefined);
    expect(child.exitCode).toBeNull();
  });

  test('that can only be read at a start is waited for', async () => {
    const folder = onSmallDisk('risk-guard');
    await services.start('risk-guard');
    await services.signal('risk-guard', 'SIGTERM');
    run([...(asRoot ?? []), 'mount', '-o', 'remount,ro', folder]);
    const child = services.spawn('risk-guard');
    await until('a second try', () => services.output('risk-guard').split('trying again in').length > 2 || undefined);
    run([...(asRoot ?? []), 'mount', '-o', 'remount,rw', folder]);
    await until('an answer', async () => (await fetch(`${services.url('risk-guard')}/health/live`)).ok || undefined);
    expect(child.exitCode).toBeNull();
  });
});

describe('a database that another process has locked', () => {
  const lock = (id: 'risk-guard' | 'api') => {
    const holder = new DatabaseSync(join(services.dataDir, id, id === 'api' ? 'api.sqlite' : 'risk-guard.db'));
    holder.exec('BEGIN IMMEDIATE');
    return () => holder.close();
  };

  test('denies while it is, the guard or the API', async () => {
    await startAll();
    await untilOrdersFill();
    const releaseGuard = lock('risk-guard');
    await expectGuardDenies();
    releaseGuard();
    await expectGuardRecovered();
    const releaseApi = lock('api');
    await expectApiRefuses();
    const answered: string[] = [];
    const orders = Array.from({ length: 20 }, () => order().then(({ status }) => answered.push(`order ${status}`)));
    const price = services.api().latestPrice({ params: { symbol: 'BTCUSDT' } });
    await Promise.all([...orders, price.then(({ status }) => answered.push(`price ${status}`))]);
    expect(answered.filter((answer) => answer === 'order 503')).toHaveLength(20);
    expect(answered.indexOf('price 200'), 'the price waits for orders').toBeLessThan(19);
    releaseApi();
    await untilOrdersFill();
  });

  test('during a restart, for longer than four seconds, does not leave the guard dead', async () => {
    await services.start('risk-guard');
    const release = lock('risk-guard');
    await services.signal('risk-guard', 'SIGKILL');
    const child = services.spawn('risk-guard');
    await until('a third try', () => services.output('risk-guard').split('trying again in').length > 3 || undefined);
    expect(services.output('risk-guard')).toContain('risk-guard/risk-guard.db: the database is locked');
    release();
    await until('an answer', async () => (await fetch(`${services.url('risk-guard')}/health/live`)).ok || undefined);
    expect(child.exitCode).toBeNull();
  });
});

describe('a database under a running service', () => {
  test.each([
    ['risk-guard', 'risk-guard.db', expectGuardDenies],
    ['api', 'api.sqlite', expectApiRefuses],
  ] as const)(
    'of the %s whose write-ahead log is deleted takes no order until a restart',
    async (id, file, expectIt) => {
      await startAll();
      await untilOrdersFill();
      rmSync(join(services.dataDir, id, `${file}-wal`));
      await expectIt();
      await services.signal(id, 'SIGTERM');
      await services.start(id);
      await untilOrdersFill();
    },
  );
});

test('a torn page ends a start of the guard with code 78, and the file stays as it is', async () => {
  await startAll();
  await untilOrdersFill();
  for (const id of ['api', 'risk-guard'] as const) await services.signal(id, 'SIGTERM');
  const file = join(services.dataDir, 'risk-guard', 'risk-guard.db');
  const bytes = readFileSync(file);
  // Half of each page is from another time.
  for (let at = 4096; at < bytes.length; at += 4096) bytes.fill(0xa5, at, at + 2048);
  writeFileSync(file, bytes);
  const [code] = await once(services.spawn('risk-guard'), 'close');
  expect(code).toBe(78);
  expect(services.output('risk-guard')).toContain('risk-guard/risk-guard.db: the database is damaged');
  expect(readFileSync(file).equals(bytes)).toBe(true);
});

test('a second guard on the same folder refuses with code 78 and names the first', async () => {
  await services.start('risk-guard');
  const [port] = await freePorts(1);
  const first = JSON.stringify(services.output('risk-guard'));
  const [code] = await once(services.spawn('risk-guard', { QT_RISK_GUARD_PORT: String(port) }), 'close');
  expect(code).toBe(78);
  expect(services.output('risk-guard')).toMatch(
    /"message":"risk-guard\/lock\.db: the database is locked \(by process \d+ since \S+\); another process holds it: end that one/,
  );
  expect(first).not.toContain('locked');
  expect((await fetch(`${services.url('risk-guard')}/health/ready`)).status).toBe(200);
});
