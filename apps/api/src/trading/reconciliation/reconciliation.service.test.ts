import { amount, decimalText } from '@qt/domain';
import { recordingLog } from '@qt/telemetry/testing';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { FakeRiskGuard } from '../guard/fake-risk-guard.fixture.ts';
import { anOrder, databaseFile, fakeClock, ledgerIn } from '../trading.fixture.ts';
import { Exchange } from '../venue/exchange.fixture.ts';
import { aForeignFill, reconciling } from './reconciliation.fixture.ts';
import { SqliteReconciliationRepository } from './sqlite-reconciliation.repository.ts';

const PRICE = { price: amount('60000'), observedAt: 0 };

function anAccount() {
  const clock = fakeClock();
  const [guard, exchange, log] = [new FakeRiskGuard(clock.now), new Exchange(clock.now), recordingLog()];
  const database = databaseFile()();
  onTestFinished(() => database.close());
  const ledger = ledgerIn(database, '5', clock.now);
  const repository = new SqliteReconciliationRepository(database);
  const start = () => reconciling({ repository, ledger, guard, venue: exchange, now: clock.now, log: log.log });
  return { clock, guard, exchange, log, ledger, start, ...start() };
}

let it: ReturnType<typeof anAccount>;
beforeEach(() => {
  it = anAccount();
});

async function order(clientOrderId: string, side: 'buy' | 'sell' = 'buy', quantity = '0.1') {
  it.clock.at += 1000;
  return it.orders.submit({ order: anOrder({ clientOrderId, side, quantity }), quote: PRICE, signal: null });
}
/** What differs after a comparison. */
async function differing(): Promise<string[]> {
  it.clock.at += 1000;
  await it.reconciliation.reconcile();
  const { current } = it.status;
  return current.state === 'differ' ? current.differences.map(({ id }) => id) : [];
}

const cash = async () => decimalText((await it.ledger.totals()).cash);
const held = async () => (await it.ledger.positions()).map(({ quantity }) => decimalText(quantity));
const compared = () => it.log.events('exchange.compared').map(({ detail }) => detail);
const settle = (...ids: string[]) => it.settlement.settle(ids, 'anna', 'seen at the exchange');

/** What the exchange says of an order of ours. */
function atExchange(quantity: string) {
  const found = [...it.exchange.orders.values()].find(({ fills }) =>
    fills.some((fill) => fill.quantity.lessThanOrEqualTo(quantity)),
  );
  if (found === undefined) throw new Error('expected an order at the exchange');
  return found;
}

describe('an account at an exchange', () => {
  test('is opened once with what the exchange holds, and who did it is recorded', async () => {
    expect(await cash()).toBe('5');
    expect(await differing()).toEqual([]);
    expect(await cash()).toBe('100000');
    expect(it.log.events('exchange.adopted')).toMatchObject([
      { by: 'qt-api', reason: 'the first start with http://exchange', adopted: '100000 USDT, 1 BNB' },
    ]);
  });

  test('opens no position before it has been compared, nor while the exchange does not answer', async () => {
    it.exchange.silent = true;
    await it.reconciliation.reconcile();
    expect(await order('a')).toMatchObject({
      outcome: 'denied',
      denial: { reason: 'reconciliation', observed: 'unknown', message: expect.stringContaining('no route') },
    });
    it.exchange.silent = false;
    await it.reconciliation.reconcile();
    expect(await order('a')).toMatchObject({ outcome: 'filled' });
  });

  test.each(['none', 'commission_in_coin', 'commission_in_bnb', 'repeats_fills', 'partial_then_cancel'] as const)(
    'agrees to the last digit after orders with the fault %s',
    async (fault) => {
      await differing();
      it.exchange.fault = fault;
      await order('a', 'buy', '0.33333');
      it.exchange.fault = fault;
      await order('b', 'sell', '0.12345');
      expect(await differing()).toEqual([]);
      expect(it.status.current.state).toBe('agree');
    },
  );
});

describe('a failure that others had in public', () => {
  beforeEach(() => differing());

  test('a partial fill while disconnected is booked when the exchange is back, once', async () => {
    it.exchange.fault = 'rests';
    it.exchange.cancel = async () => {
      it.exchange.silent = true;
      throw new Error('no route');
    };
    expect((await order('a')).outcome).toBe('unknown');
    const { venueOrderId, fills, ...report } = atExchange('0.1');
    const rest = { ...it.exchange.listed(venueOrderId), id: 'late', quantity: amount('0.06') };
    it.exchange.orders.set(venueOrderId, { ...report, venueOrderId, state: 'filled', fills: [...fills, rest] });
    it.exchange.silent = false;
    expect(await differing()).toEqual([]);
    await it.orders.maintain();
    expect(await differing()).toEqual([]);
    expect([await held(), it.status.current.state]).toEqual([['0.1'], 'agree']);
  });

  test('an order that was not yet visible, and given up, fills: its fills are booked, and the guard is told', async () => {
    it.exchange.fault = 'late_visibility';
    await order('a');
    const hidden = atExchange('0.1');
    it.exchange.orders.set(hidden.venueOrderId, { ...hidden, visibleAt: it.clock.at + 200_000 });
    it.clock.at += 61_000;
    await it.orders.maintain();
    expect(await it.ledger.find('a')).toMatchObject({ state: 'rejected' });
    for (const _ of [1, 2]) expect(await differing()).toEqual([]);
    await it.orders.maintain();
    expect(await held()).toEqual(['0.1']);
    expect([...it.guard.confirmed.keys()]).toEqual(hidden.fills.map(({ id }) => `missed:BTCUSDT:${id}`));
    expect(it.status.current.state).toBe('agree');
  });

  test('a fill before its acknowledgement is no difference, and is booked once', async () => {
    it.exchange.fault = 'timeout_after_acceptance';
    const { query } = it.exchange;
    it.exchange.query = async () => null;
    expect((await order('a')).outcome).toBe('unknown');
    expect(await differing()).toEqual([]);
    it.exchange.query = query;
    await it.orders.maintain();
    expect(await differing()).toEqual([]);
    expect(await held()).toEqual(['0.1']);
  });

  test('a position that flips while away is reported, halts new risk and no exit, and is settled by name', async () => {
    await order('a');
    const [sold, bought] = [
      aForeignFill('sell', '0.1', it.clock.at, 'f-1'),
      aForeignFill('buy', '0.3', it.clock.at, 'f-2'),
    ];
    it.exchange.foreign.push(sold, bought);
    const ids = ['fill:BTCUSDT:f-1', 'fill:BTCUSDT:f-2', 'balance:USDT:-12012', 'balance:BTC:0.2'];
    expect((await differing()).sort()).toEqual([...ids].sort());
    expect(await held()).toEqual(['0.1']);
    expect(compared()).toHaveLength(4);
    expect(await order('b')).toMatchObject({ outcome: 'denied', denial: { reason: 'reconciliation' } });
    expect(await order('c', 'sell', '0.01')).toMatchObject({ outcome: 'filled' });

    // The account does not cover the foreign sale any more, until the foreign buy is booked.
    await expect(settle('fill:BTCUSDT:f-1')).rejects.toMatchObject({ status: 409 });
    await settle('fill:BTCUSDT:f-2', 'fill:BTCUSDT:f-1');
    expect([it.status.current.state, await held()]).toEqual(['agree', ['0.29']]);
  });

  test('a position that flips while away, and nothing since, is booked by hand when it is settled', async () => {
    await order('a');
    it.exchange.foreign.push(
      aForeignFill('sell', '0.1', it.clock.at, 'f-1'),
      aForeignFill('buy', '0.3', it.clock.at, 'f-2'),
    );
    await differing();
    await settle('fill:BTCUSDT:f-1', 'fill:BTCUSDT:f-2');
    expect([it.status.current.state, await held()]).toEqual(['agree', ['0.3']]);
    expect(it.log.events('exchange.adopted').slice(1)).toEqual([
      { by: 'anna', reason: 'seen at the exchange', adopted: 'fill:BTCUSDT:f-1' },
      { by: 'anna', reason: 'seen at the exchange', adopted: 'fill:BTCUSDT:f-2' },
    ]);
    expect(await order('b')).toMatchObject({ outcome: 'filled' });
  });

  test('a history that is cut off is a difference, until an operator accepts it', async () => {
    await order('a');
    const [first] = atExchange('0.1').fills;
    it.exchange.cutOff.add(String(first?.id));
    const id = `history:BTCUSDT:${first?.id}`;
    expect(await differing()).toEqual([id]);
    await settle(id);
    expect(it.status.current.state).toBe('agree');
  });

  test('two fills with one id: the same one listed twice counts once, another one is a difference', async () => {
    await order('a');
    const { venueOrderId } = atExchange('0.1');
    const listed = it.exchange.listed(venueOrderId);
    it.exchange.fillsSince = async (symbol) =>
      symbol === 'BTCUSDT' ? [listed, listed, it.exchange.listed(venueOrderId, 1)] : [];
    expect(await differing()).toEqual([]);
    it.exchange.fillsSince = async (symbol) =>
      symbol === 'BTCUSDT' ? [{ ...listed, quantity: amount('0.05') }, it.exchange.listed(venueOrderId, 1)] : [];
    expect(await differing()).toEqual([`history:BTCUSDT:${listed.id}`]);
  });
});

describe('what nobody here did', () => {
  beforeEach(() => differing());

  test('a payment is reported and never adopted silently', async () => {
    it.exchange.deposits.set('USDT', amount('100500'));
    for (const _ of [1, 2]) expect(await differing()).toEqual(['balance:USDT:500']);
    expect([await cash(), compared()]).toEqual(['100000', ['balance of USDT: expected 100000, actual 100500']]);
    await settle('balance:USDT:500');
    expect([await cash(), it.status.current.state]).toEqual(['100500', 'agree']);
    expect(decimalText((await it.ledger.totals()).openingBalance)).toBe('100500');
    expect(compared()[1]).toMatch(/^they agree again after/);
  });

  test('coins that were paid in are no position', async () => {
    it.exchange.deposits.set('BTC', amount('0.5'));
    expect(await differing()).toEqual(['balance:BTC:0.5']);
    await settle('balance:BTC:0.5');
    expect([await held(), it.status.current.state]).toEqual([[], 'agree']);
  });

  test('coins of a position that are gone cannot be settled away', async () => {
    await order('a');
    it.exchange.deposits.set('BTC', amount('-0.05'));
    expect(await differing()).toEqual(['balance:BTC:-0.05']);
    await expect(settle('balance:BTC:-0.05')).rejects.toMatchObject({ status: 409 });
    await expect(settle('balance:BTC:1')).rejects.toMatchObject({ status: 404 });
  });

  test('an open order is reported, and settled by accepting it', async () => {
    const key = { symbol: 'BTCUSDT', venueOrderId: 'web-1' };
    it.exchange.orders.set('web-1', { ...key, state: 'accepted', fills: [], visibleAt: 0 });
    expect(await differing()).toEqual(['order:BTCUSDT:web-1']);
    await settle('order:BTCUSDT:web-1');
    expect(it.status.current.state).toBe('agree');
  });
});

test('an order in hand is no difference: the comparison waits for the next round', async () => {
  await differing();
  const held = it.guard.holdNext();
  const placed = order('a');
  await held.asked;
  const before = it.status.current;
  await it.reconciliation.reconcile();
  expect(it.status.current).toBe(before);
  held.answer();
  await placed;
  expect(await differing()).toEqual([]);
});

test('the next start compares from where both last agreed', async () => {
  await differing();
  await order('a');
  await differing();
  it.exchange.foreign.push(aForeignFill('buy', '0.01', it.clock.at));
  it.clock.at += 3_600_000;
  const next = it.start();
  await next.reconciliation.reconcile();
  expect(next.status.current).toMatchObject({ state: 'differ' });
});

test('a price of another source shows, but buys nothing; a sale goes on', async () => {
  await differing();
  await order('a');
  const quote = { ...PRICE, shownOnly: true };
  const buy = anOrder({ clientOrderId: 'b', quantity: '0.1' });
  expect(await it.orders.submit({ order: buy, quote, signal: null })).toEqual({
    outcome: 'price_unavailable',
    error: 'the exchange gives no price of BTCUSDT; that of another source shows, but does not trade',
  });
  const sale = anOrder({ clientOrderId: 'c', side: 'sell', quantity: '0.1' });
  expect(await it.orders.submit({ order: sale, quote, signal: null })).toMatchObject({ outcome: 'filled' });
});

test('a sale while the exchange is down is unknown, then nowhere, and a later one closes the position', async () => {
  await differing();
  await order('a');
  it.exchange.silent = true;
  const { submit } = it.exchange;
  it.exchange.submit = () => Promise.reject(new Error('no route'));
  expect((await order('b', 'sell')).outcome).toBe('unknown');
  expect(await order('c', 'sell')).toMatchObject({ outcome: 'not_executed', error: expect.stringContaining('frozen') });
  Object.assign(it.exchange, { silent: false, submit });
  it.clock.at += it.exchange.visibleAfterMs;
  await it.orders.maintain();
  expect(await it.ledger.find('b')).toMatchObject({ state: 'rejected' });
  expect(await order('d', 'sell')).toMatchObject({ outcome: 'filled' });
  expect([await differing(), await held()]).toEqual([[], []]);
});
