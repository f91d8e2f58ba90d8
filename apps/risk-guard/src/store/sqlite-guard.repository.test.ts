import { mkdtempSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { amount, verifyAudit, ZERO } from '@qt/domain';
import { openDatabase } from '@qt/sqlite';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { buy, fillOf, NOW, reservationOf } from '../domain/check-order.fixture.ts';
import { AT_NOON, describeGuardRepository } from './guard.repository.contract.ts';
import { MIGRATIONS } from './migrations.ts';
import { SqliteGuardRepository } from './sqlite-guard.repository.ts';

function makePlace() {
  const folder = mkdtempSync(join(tmpdir(), 'qt-risk-guard-'));
  const file = join(folder, 'risk-guard.db');
  const open = (market = 'sim') => new SqliteGuardRepository({ databaseFile: file, market });
  return { file, open, remove: () => rmSync(folder, { recursive: true }) };
}

describeGuardRepository('SqliteGuardRepository', () => {
  const { open, remove } = makePlace();
  return { open: async () => open(), remove: async () => remove() };
});

describe('SqliteGuardRepository', () => {
  let place: ReturnType<typeof makePlace>;
  let repository: SqliteGuardRepository;
  beforeEach(async () => {
    place = makePlace();
    repository = place.open();
    await repository.load(AT_NOON);
  });
  afterEach(async () => {
    await repository.close();
    place.remove();
  });

  test('a probe commits a change that others see: one that changes no byte is never written', async () => {
    const other = new DatabaseSync(place.file);
    const version = () => other.prepare('PRAGMA data_version').get()?.['data_version'];
    const before = version();
    await repository.probe();
    expect(version()).not.toBe(before);
    other.close();
  });

  test('rejects at once, and changes nothing, while another process has the file locked', async () => {
    const holder = new DatabaseSync(place.file);
    holder.exec('BEGIN IMMEDIATE');
    await expect(repository.reserve(reservationOf(buy()))).rejects.toThrow('the database is locked');
    holder.exec('ROLLBACK');
    holder.close();
    expect(await repository.findOrder('order-1')).toBeNull();
    await repository.reserve(reservationOf(buy()));
  });

  test('rejects writes while its file is missing, and works again when it is back', async () => {
    renameSync(place.file, `${place.file}.away`);
    await expect(repository.fill(fillOf())).rejects.toThrow('the file was removed or replaced');
    writeFileSync(place.file, 'another file');
    await expect(repository.fill(fillOf())).rejects.toThrow('the file was removed or replaced');
    renameSync(`${place.file}.away`, place.file);
    expect(await repository.fill(fillOf())).toBeNull();
  });

  test('rejects writes once its write-ahead log is removed, and loses nothing by it', async () => {
    await repository.fill(fillOf());
    rmSync(`${place.file}-wal`);
    await expect(repository.probe()).rejects.toThrow('its write-ahead log was removed');
    await repository.close();
    repository = place.open();
    await repository.load(AT_NOON);
    expect(await repository.findOrder('order-1')).toEqual({ state: 'filled' });
    await repository.probe();
  });

  test('writes of one turn of the event loop share one commit', async () => {
    const other = new DatabaseSync(place.file);
    const version = () => Number(other.prepare('PRAGMA data_version').get()?.['data_version']);
    const before = version();
    const orders = Array.from({ length: 20 }, (_, n) => buy({ clientOrderId: `order-${n}` }));
    const stored = orders.map((order, n) => repository.reserve(reservationOf(order, { reservationId: `r${n}` })));
    expect(await repository.findOrder('order-19')).toMatchObject({ state: 'reserved' });
    expect(version()).toBe(before);
    await Promise.all(stored);
    expect(version()).toBe(before + 1);
    other.close();
  });

  test('a write that fails takes no other one of its commit with it', async () => {
    const reserved = repository.reserve(reservationOf(buy()));
    const clashing = repository.reserve(reservationOf(buy({ clientOrderId: 'b' }), { expiresAt: null as never }));
    const filled = repository.fill(fillOf({ clientOrderId: 'c' }));
    await expect(clashing).rejects.toThrow('NOT NULL');
    await Promise.all([reserved, filled]);
    expect(await repository.findOrder('order-1')).toMatchObject({ state: 'reserved' });
    expect(await repository.findOrder('b')).toBeNull();
    expect(await repository.findOrder('c')).toMatchObject({ state: 'filled' });
  });

  test('every write of a commit that fails is rejected, and none of them is there', async () => {
    const writes = [repository.reserve(reservationOf(buy())), repository.fill(fillOf({ clientOrderId: 'b' }))];
    const { exec: plain } = DatabaseSync.prototype;
    const exec = vi.spyOn(DatabaseSync.prototype, 'exec').mockImplementation(function (this: DatabaseSync, sql) {
      if (sql === 'COMMIT') throw Object.assign(new Error('database or disk is full'), { errcode: 13 });
      plain.call(this, sql);
    });
    const settling = Promise.allSettled(writes);
    await new Promise((resolve) => setImmediate(resolve));
    exec.mockRestore();
    const settled = await settling;
    for (const one of settled) {
      expect(one).toMatchObject({ status: 'rejected', reason: { name: 'StoreUnavailable', fault: 'unwritable' } });
    }
    expect(await repository.findOrder('order-1')).toBeNull();
    expect(await repository.findOrder('b')).toBeNull();
    await repository.reserve(reservationOf(buy()));
  });

  test('undoes all of a fill when part of it fails', async () => {
    const holder = new DatabaseSync(place.file);
    holder.exec('DROP TABLE position');
    holder.close();
    await expect(repository.fill(fillOf())).rejects.toThrow('no such table: position');
    expect(await repository.findOrder('order-1')).toBeNull();
  });

  test('refuses a damaged and an emptied file without changing it', async () => {
    await repository.close();
    const bytes = readFileSync(place.file);
    writeFileSync(place.file, bytes.fill(0xff, 4096, 12288));
    expect(() => place.open()).toThrow('the database is damaged');
    expect(readFileSync(place.file)).toEqual(bytes);
    truncateSync(place.file, 0);
    expect(() => place.open()).toThrow('the file is empty');
  });

  test('uses the price of another market as a value, but not as a reference', async () => {
    await repository.reserve(reservationOf(buy()));
    await repository.close();
    repository = place.open('replay');
    const { portfolio } = await repository.load(AT_NOON);
    expect(portfolio.prices.get('BTCUSDT')).toEqual({ price: reservationOf(buy()).price, at: 0 });
  });

  test('counts the orders that a guard of the first schema allowed in the last minute', async () => {
    const old = makePlace();
    const database = openDatabase({ file: old.file, migrations: MIGRATIONS.slice(0, 1), synchronous: 'FULL' });
    database.exec(`INSERT INTO reservation VALUES
      ('a', 'r1', 'BTCUSDT', 'buy', '1', 0, 'manual', NULL, '1', ${NOW - 1}, ${NOW + 1}, 'reserved', NULL)`);
    database.close();
    const upgraded = old.open();
    expect((await upgraded.load(AT_NOON)).portfolio.allowedAt).toEqual([NOW - 1]);
    await upgraded.close();
    old.remove();
  });

  test.each(MIGRATIONS.map((_, index) => index + 1))('keeps what a guard of schema %i had stored', async (schema) => {
    const old = makePlace();
    const database = openDatabase({ file: old.file, migrations: MIGRATIONS.slice(0, schema), synchronous: 'FULL' });
    database.exec(`
      UPDATE control SET kill_switch_engaged = 1, kill_switch_actor = 'admin', kill_switch_reason = 'drill',
        kill_switch_since = 7, state = 'halted', trip_at = 8, trip_loss = '500.1';
      INSERT INTO reservation (client_order_id, reservation_id, symbol, side, quantity, reduce_only, origin, price, reserved_at,
          expires_at, state)
        VALUES ('open', 'r1', 'BTCUSDT', 'buy', '0.01', 0, 'manual', '50000', ${NOW - 1}, ${NOW + 1}, 'reserved');
      INSERT INTO fill (client_order_id, reservation_id, symbol, side, quantity, price, fee, realised_pnl, filled_at)
        VALUES ('filled', 'r0', 'BTCUSDT', 'buy', '0.02', '50000', '0.5', '-0.5', ${NOW - 1});
      INSERT INTO position VALUES ('BTCUSDT', '0.02');
      INSERT INTO price VALUES ('BTCUSDT', '50000', ${NOW - 1}, 'sim')`);
    database.close();
    const upgraded = old.open();
    const { controls, portfolio, realised, books, disputes } = await upgraded.load(AT_NOON);
    expect(controls).toMatchObject({
      killSwitch: { engaged: true, actor: 'admin', reason: 'drill', since: 7 },
      tradingState: 'halted',
      trip: { at: 8, loss: amount('500.1') },
    });
    expect(portfolio).toMatchObject({
      positions: new Map([['BTCUSDT', amount('0.02')]]),
      prices: new Map([['BTCUSDT', { price: amount('50000'), at: NOW - 1 }]]),
      reservations: [{ clientOrderId: 'open', reservationId: 'r1', executed: ZERO }],
      cashFlow: amount('-1000.5'),
    });
    expect(realised).toEqual([{ at: NOW - 1, pnl: amount('-0.5') }]);
    expect(disputes).toEqual([]);
    const sold = fillOf({ side: 'sell', quantity: amount('0.02'), price: amount('49000') });
    expect(books.evaluate(sold, null)).toMatchObject({ pnl: amount('-20'), dispute: null });
    expect(await upgraded.findOrder('filled')).toEqual({ state: 'filled' });
    await upgraded.close();
    old.remove();
  });

  test('drops no refused attempt', async () => {
    const entry = { at: NOW, actor: 'unknown', action: 'POST /risk/reset', detail: '', requestId: null };
    const holder = new DatabaseSync(place.file);
    holder.exec(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10005)
      INSERT INTO audit (at, actor, action, outcome, detail) SELECT i, 'unknown', 'x', 'refused', '' FROM n`);
    await repository.appendAudit({ ...entry, outcome: 'refused' });
    expect(holder.prepare('SELECT count(*) AS n FROM audit').get()).toEqual({ n: 10_006 });
    holder.close();
  });

  test.each(MIGRATIONS.map((_, index) => index + 1))(
    'goes on with the audit of schema %i, in one chain',
    async (schema) => {
      const old = makePlace();
      const database = openDatabase({ file: old.file, migrations: MIGRATIONS.slice(0, schema), synchronous: 'FULL' });
      database.exec(
        `INSERT INTO audit (at, actor, action, outcome, detail) VALUES (1, 'admin', 'state', 'accepted', 'old')`,
      );
      database.close();
      const upgraded = old.open();
      await upgraded.load(AT_NOON);
      const entry = {
        at: NOW,
        actor: 'anna',
        action: 'state',
        outcome: 'accepted',
        detail: 'new',
        requestId: null,
      } as const;
      await upgraded.appendAudit(entry);
      await upgraded.appendAudit(entry);
      const entries = (await upgraded.audit({ limit: 9 })).toReversed();
      expect(entries.map(({ detail, hash }) => [detail, hash === null])).toEqual([
        ['old', true],
        ['new', false],
        ['new', false],
      ]);
      expect(verifyAudit(entries, { lastId: 3, chainFrom: 2 })).toMatchObject({ whole: true });
      await upgraded.close();
      old.remove();
    },
  );
});
