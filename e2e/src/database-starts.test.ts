import { once } from 'node:events';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { POSTGRES_BIN, PostgresServer, Services, until } from '@qt/test-kit';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';

const PASSWORD = 'a-password-of-the-tests';

describe.skipIf(POSTGRES_BIN === undefined).each([
  ['api', 'qt_api', 'api.sqlite'],
  ['scheduler', 'qt_scheduler', 'scheduler.db'],
  ['retrain-worker', 'qt_retrain_worker', 'retrain-worker.db'],
] as const)('a process of %s whose PostgreSQL (needs postgres)', (service, schema, file) => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await PostgresServer.start();
    await server.createDatabase('qt');
    await server.sql(`CREATE ROLE plain LOGIN PASSWORD '${PASSWORD}'`);
  });
  afterAll(() => server?.stop());

  async function prepared(url: string, env: Record<string, string> = {}, dataDir?: string) {
    const folder = dataDir === undefined ? {} : { dataDir };
    const services = await Services.prepare([service], { env: { QT_DATABASE_URL: url, ...env }, ...folder });
    onTestFinished(() => services.stop());
    return services;
  }

  /** How it ends, and what it has said. */
  async function ended(services: Services) {
    const child = services.spawn(service);
    await once(child, 'close');
    return { code: child.exitCode, output: services.output(service) };
  }

  test('is named by something else ends with code 78, and does not repeat the password', async () => {
    const { code, output } = await ended(await prepared(`mysql://plain:${PASSWORD}@127.0.0.1/qt`));
    expect(output).toContain('QT_DATABASE_URL: expected a URL such as postgres://');
    expect(output).not.toContain(PASSWORD);
    expect(code).toBe(78);
  });

  test('gives its role no right ends with code 78, and says where to read what it needs', async () => {
    const { code, output } = await ended(await prepared(server.url('qt', `plain:${PASSWORD}`)));
    expect(output).toContain('expected a role that may log in and use this schema (docs/deploying.md');
    expect(output).not.toContain(PASSWORD);
    expect(code).toBe(78);
  });

  test('has no state beside an SQLite file that has ends with code 78', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'qt-e2e-'));
    mkdirSync(join(dataDir, service));
    writeFileSync(join(dataDir, service, file), 'of an earlier start');
    const { code, output } = await ended(await prepared(server.url('qt'), {}, dataDir));
    expect(output).toContain('QT_DATABASE_URL: expected one place of state');
    expect(code).toBe(78);
  });

  test('cannot be reached says so, waits, and starts once it can; a newer one, or of another market, ends with code 78', async () => {
    const services = await prepared(server.url('qt'));
    await server.crash();
    const starting = services.start(service);
    const said = () => services.output(service).includes('is unreachable') || undefined;
    await until('the service to say that its database is away', said, 60_000);
    await server.resume();
    await starting;
    // A replica stands by before it leads, and migrates.
    const started = () => services.output(service).includes('service.started') || undefined;
    await until('the service to have started', started, 60_000);
    await services.stop({ keep: true });
    await server.sql(`INSERT INTO ${schema}.kysely_migration VALUES ('9999', '2026-01-01')`, 'qt');
    const newer = await ended(await prepared(server.url('qt')));
    expect(newer.output).toMatch(/start the version that migrated it, or a later one.*schema 9999 or later/);
    expect(newer.code).toBe(78);
    await server.sql(`DELETE FROM ${schema}.kysely_migration WHERE name = '9999'`, 'qt');
    const live = await ended(await prepared(server.url('qt'), { QT_MARKET: 'live' }));
    expect(live.output).toContain('(of QT_MARKET=sim, this is live)');
    expect(live.code).toBe(78);
  });
});
