import { type ChaosPool, type Mishap, nextTerm, openWithMishaps } from '@qt/postgres/testing';
import { POSTGRES_BIN, PostgresServer } from '@qt/test-kit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buy, NOW, reservationOf } from '../../domain/check-order.fixture.ts';
import { AT_NOON, describeGuardRepository } from '../guard.repository.contract.ts';
import { MIGRATIONS } from './migrations.ts';
import { SCHEMA } from './open-postgres-repository.ts';
import { PostgresGuardRepository } from './postgres-guard.repository.ts';

describe.skipIf(POSTGRES_BIN === undefined)('the guard in PostgreSQL (needs postgres)', () => {
  let server: PostgresServer;
  let databases = 0;
  beforeAll(async () => {
    server = await PostgresServer.start();
  });
  afterAll(() => server?.stop());

  /** A database; each guard that is opened on it takes over. */
  function makePlace(always: readonly Mishap[] = []) {
    const name = `d${++databases}`;
    const made = server.createDatabase(name);
    let chaos: ChaosPool | undefined;
    const open = async () => {
      const url = await made;
      const term = await nextTerm(url, SCHEMA);
      const opened = await openWithMishaps({ url, schema: SCHEMA, migrations: MIGRATIONS, term }, always);
      chaos = opened.chaos;
      return new PostgresGuardRepository(opened.database, 'sim');
    };
    const bring = (...mishaps: Mishap[]) => chaos?.bring(...mishaps);
    const sql = (text: string) => server.sql(`SET search_path = ${SCHEMA}; ${text}`, name);
    return { open, bring, sql, remove: async () => {} };
  }

  describeGuardRepository('PostgresGuardRepository', makePlace);
  // Of the others, too, nothing is committed at first: `PostgresDatabase` is tested with each.
  for (const mishap of ['lost before commit', 'lost after commit'] as const) {
    describeGuardRepository(`PostgresGuardRepository, whose every transaction meets: ${mishap}`, () =>
      makePlace([mishap]),
    );
  }

  const order = (id: string) => reservationOf(buy({ clientOrderId: id }), { reservationId: `r-${id}` });
  const entry = (detail: string) =>
    ({ at: NOW, actor: 'admin', action: 'reserve', outcome: 'accepted', detail, requestId: null }) as const;

  test('what waits together is one commit, and is answered in its order', async () => {
    const { open, sql } = makePlace();
    const repository = await open();
    await repository.load(AT_NOON);
    const ids = Array.from({ length: 20 }, (_, index) => String(index));
    await Promise.all(ids.map((id) => repository.reserve(order(id), true, entry(id))));
    expect(await sql('SELECT last_group FROM guard')).toBe('1');
    expect(await sql("SELECT string_agg(detail, ' ' ORDER BY id) FROM audit")).toBe(ids.join(' '));
    await repository.close();
  });

  test('an order whose write is not durable yet is found, and no other waits for that', async () => {
    const repository = await makePlace().open();
    await repository.load(AT_NOON);
    const stored = repository.reserve(order('a'));
    expect(await repository.findOrder('a')).toMatchObject({ state: 'reserved' });
    const released = repository.release('r-a', 'no fill', NOW);
    expect(await repository.findOrder('a')).toMatchObject({ state: 'released' });
    await Promise.all([stored, released]);
    await repository.close();
  });

  test('a write that PostgreSQL refuses does not take those that wait with it', async () => {
    const repository = await makePlace().open();
    await repository.load(AT_NOON);
    const results = await Promise.allSettled([
      repository.reserve(order('a'), true, entry('a')),
      repository.appendAudit(entry('no text has a NUL: \0')),
      repository.reserve(order('b'), true, entry('b')),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect((await repository.audit({ limit: 9 })).map(({ id, detail }) => [id, detail])).toEqual([
      [2, 'b'],
      [1, 'a'],
    ]);
    await repository.close();
  });

  test('a commit that was answered with an error and is durable ends the guard: what it holds in memory is not what is stored', async () => {
    const { open, bring, sql } = makePlace();
    const repository = await open();
    await repository.load(AT_NOON);
    bring('lost after commit', ...Array.from({ length: 200 }, () => 'pool exhausted' as const));
    await expect(repository.reserve(order('a'))).rejects.toThrow('is busy');
    expect(await sql('SELECT count(*) FROM reservation')).toBe('1');
    const next = makePlaceOf(repository);
    await expect(next()).rejects.toThrow('is durable');
    await expect(repository.probe()).rejects.toThrow('has taken it over');
    await repository.close();
  });

  /** Writes once its connections are back. */
  function makePlaceOf(repository: PostgresGuardRepository) {
    return async () => {
      for (;;) {
        try {
          return await repository.probe();
        } catch (error) {
          if (!String(error).includes('is busy')) throw error;
        }
      }
    };
  }
});
