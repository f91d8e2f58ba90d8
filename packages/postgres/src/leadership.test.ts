import { POSTGRES_BIN, PostgresServer, until } from '@qt/test-kit';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { Leadership } from './leadership.ts';
import { openPostgres } from './open-database.ts';

const SCHEMA = 'qt_test';
const MIGRATIONS = ['CREATE TABLE entry (text TEXT NOT NULL)'];

describe.skipIf(POSTGRES_BIN === undefined)('who leads (needs postgres)', () => {
  let server: PostgresServer;
  let url: string;
  let databases = 0;
  beforeAll(async () => {
    server = await PostgresServer.start();
  });
  afterAll(() => server?.stop());
  beforeEach(async () => {
    databases += 1;
    url = await server.createDatabase(`d${databases}`);
  });

  function replica(name: string, leaseMs = 5000): Leadership {
    const one = new Leadership({ url, schema: SCHEMA, address: `http://${name}`, leaseMs });
    onTestFinished(() => one.resign());
    return one;
  }
  const write = async (term: number) => {
    const database = await openPostgres({ url, schema: SCHEMA, migrations: MIGRATIONS, term, lost: () => {} });
    onTestFinished(() => database.close());
    return () => database.transaction((run) => run('INSERT INTO entry VALUES ($1)', 'a'));
  };

  test('one replica leads and the others know where it is', async () => {
    const [a, b] = [replica('a'), replica('b')];
    const first = await a.campaign();
    const standsBy = b.campaign();
    await until('b to know', () => b.standing.leader === 'http://a' || undefined);
    await a.resign();
    expect(await standsBy).toBeGreaterThan(first);
    expect(b.standing).toEqual({ leader: 'http://b', fault: null });
  });

  test('of ten that start at once one leads', async () => {
    const replicas = Array.from({ length: 10 }, (_, index) => replica(String(index)));
    const terms: number[] = [];
    for (const one of replicas)
      void one
        .campaign()
        .then((term) => terms.push(term))
        .catch(() => undefined);
    await until('all to know', () => replicas.every(({ standing }) => standing.leader !== null) || undefined);
    expect(new Set(replicas.map(({ standing }) => standing.leader)).size).toBe(1);
    expect(terms).toHaveLength(1);
  });

  test('a leader that is silent for its lease is led past, learns it when it wakes, and writes nothing from then on', async () => {
    const [frozen, next] = [replica('a', 300), replica('b')];
    const term = await frozen.campaign();
    const insert = await write(term);
    await insert();
    expect(await next.campaign()).toBeGreaterThan(term);
    await expect(insert()).rejects.toThrow('another replica has taken it over');
    await frozen.hold();
    const rows = await (await openPostgres({ url, schema: SCHEMA, migrations: MIGRATIONS, lost: () => {} })).read(
      'SELECT * FROM entry',
    );
    expect(rows).toHaveLength(1);
  });

  test('a leader that says that it lives leads for longer than its lease, and past a crash of PostgreSQL: the others let it be the first', async () => {
    const [a, b] = [replica('a', 500), replica('b')];
    const term = await a.campaign();
    const superseded = a.hold().then(() => 'superseded');
    const standsBy = b.campaign();
    const insert = await write(term);
    await server.crash();
    await until('a to notice', () => a.standing.fault !== null || undefined);
    await server.resume();
    const first = await Promise.race([
      superseded,
      standsBy,
      until('a to write', () =>
        insert().then(
          () => 'a',
          () => undefined,
        ),
      ),
    ]);
    expect(first).toBe('a');
    expect(await server.sql('SELECT term FROM qt_test.leader', `d${databases}`)).toBe(String(term));
  });

  test('who takes over waits for what the previous leader is writing', async () => {
    const [a, b] = [replica('a', 300), replica('b')];
    const term = await a.campaign();
    const database = await openPostgres({ url, schema: SCHEMA, migrations: MIGRATIONS, term, lost: () => {} });
    onTestFinished(() => database.close());
    let standsBy: Promise<number> | undefined;
    let leads = false;
    await database.transaction(async (run) => {
      await run('INSERT INTO entry VALUES ($1)', 'a');
      standsBy = b.campaign();
      void standsBy.then(() => (leads = true));
      await until(
        'b to wait for it',
        async () => (await server.sql('SELECT count(*) FROM pg_locks WHERE NOT granted')) !== '0' || undefined,
      );
      expect(leads).toBe(false);
    });
    expect(await standsBy).toBeGreaterThan(term);
  });

  test('a database that is set back does not make two leaders of one term', async () => {
    const [a, b] = [replica('a', 300), replica('b')];
    const insert = await write(await a.campaign());
    await server.sql('UPDATE qt_test.leader SET term = 0', `d${databases}`);
    await b.campaign();
    await expect(insert()).rejects.toThrow('another replica has taken it over');
    await a.hold();
  });

  test('who has resigned leads no more, at whatever moment that was', async () => {
    const one = replica('a');
    const term = one.campaign();
    await one.resign();
    await expect(term).rejects.toThrow();
    expect(await replica('b').campaign()).toBeGreaterThan(0);
  });

  test('stands by for a database that comes later', async () => {
    await server.crash();
    const term = replica('a').campaign();
    await server.resume();
    expect(await term).toBeGreaterThan(0);
  });
});
