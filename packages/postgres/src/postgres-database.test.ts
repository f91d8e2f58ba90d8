import { POSTGRES_BIN, PostgresServer } from '@qt/test-kit';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openPostgres } from './open-database.ts';
import type { PostgresDatabase } from './postgres-database.ts';
import { ChaosPool, MISHAPS } from './testing/index.ts';

describe.skipIf(POSTGRES_BIN === undefined)('a transaction in PostgreSQL (needs postgres)', () => {
  let server: PostgresServer;
  let database: PostgresDatabase;
  let chaos: ChaosPool;
  beforeAll(async () => {
    server = await PostgresServer.start();
    database = await openPostgres({
      url: await server.createDatabase('qt'),
      schema: 'qt_test',
      migrations: ['CREATE TABLE entry (id INT PRIMARY KEY, value INT NOT NULL)'],
      lost: () => {},
      around: (pool) => {
        chaos = new ChaosPool(pool);
        return chaos;
      },
    });
  });
  afterAll(async () => {
    await database?.close();
    await server?.stop();
  });
  beforeEach(() => database.transaction((run) => run('DELETE FROM entry')));

  const put = (id: number, value: number) =>
    database.transaction((run) =>
      run('INSERT INTO entry VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET value = $2', id, value),
    );
  const entries = async () => (await database.transaction((run) => run('SELECT * FROM entry ORDER BY id'))).rows;

  test('commits all or nothing', async () => {
    const failing = database.transaction(async (run) => {
      await run('INSERT INTO entry VALUES (1, 1)');
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await entries()).toEqual([]);
  });

  test.each(MISHAPS)('is carried out in spite of: %s', async (mishap) => {
    const before = chaos.happened;
    chaos.bring(mishap, mishap);
    await put(1, 2);
    expect(chaos.happened).toBe(before + 2);
    expect(await entries()).toEqual([{ id: 1, value: 2 }]);
  });

  test.each(MISHAPS)('and a read are carried out in spite of: %s', async (mishap) => {
    await put(1, 2);
    const before = chaos.happened;
    chaos.bring(mishap, mishap);
    expect(await database.read('SELECT value FROM entry WHERE id = $1', 1)).toEqual([{ value: 2 }]);
    chaos.bring(mishap);
    expect(await database.snapshot((run) => run('SELECT value FROM entry'))).toMatchObject({ rows: [{ value: 2 }] });
    expect(chaos.happened).toBe(before + 3);
  });

  test('beside a snapshot is not seen there, and a snapshot writes nothing', async () => {
    await put(1, 0);
    const seen = await database.snapshot(async (run) => {
      const before = await run('SELECT value FROM entry');
      await put(1, 1);
      return [before.rows, (await run('SELECT value FROM entry')).rows];
    });
    expect(seen).toEqual([[{ value: 0 }], [{ value: 0 }]]);
    const writing = database.snapshot((run) => run('DELETE FROM entry'));
    await expect(writing).rejects.toThrow('read-only transaction');
  });

  test('fails in the end, and says which database is meant', async () => {
    chaos.bring('lost at once');
    const once = database.transaction((run) => run('SELECT 1'), 0);
    await expect(once).rejects.toMatchObject({
      fault: 'unreachable',
      message: expect.stringMatching(/^QT_DATABASE_URL: .*\/qt, schema qt_test is unreachable \(Connection terminated/),
    });
    expect(await entries()).toEqual([]);
  });

  test('of two that lock crosswise: both are carried out', async () => {
    await put(1, 0);
    await put(2, 0);
    const add = (first: number, second: number, met: Promise<void>, here: () => void) =>
      database.transaction(async (run) => {
        await run('UPDATE entry SET value = value + 1 WHERE id = $1', first);
        here();
        await met;
        await run('UPDATE entry SET value = value + 1 WHERE id = $1', second);
      });
    const [one, two] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    await Promise.all([add(1, 2, two.promise, one.resolve), add(2, 1, one.promise, two.resolve)]);
    expect(await entries()).toEqual([
      { id: 1, value: 2 },
      { id: 2, value: 2 },
    ]);
  });

  test('that loses its connection between two statements ends by itself, and not the process', async () => {
    let tries = 0;
    const answer = await database.transaction(async (run) => {
      tries += 1;
      const { rows } = await run('SELECT pg_backend_pid() AS pid');
      if (tries > 1) return rows.length;
      await server.sql(`SELECT pg_terminate_backend(${rows[0]?.['pid']})`);
      // By now the end of the connection has arrived.
      await server.sql('SELECT 1');
      return (await run('SELECT 2')).rows.length;
    });
    expect([answer, tries]).toEqual([1, 2]);
  });

  test('waits for a server that is starting again', async () => {
    await put(1, 3);
    await server.crash();
    const reading = database.transaction((run) => run('SELECT value FROM entry'), 30_000);
    await server.resume();
    expect((await reading).rows).toEqual([{ value: 3 }]);
  });
});
