import { amount, bookedNotional, decimalText } from '@qt/domain';
import { describe, expect, test } from 'vitest';
import { checkCoverage } from '../domain/account.ts';
import { aFill, anExecution, anOrder } from '../trading.fixture.ts';
import { InvalidTransition } from './invalid-transition.ts';
import type { LedgerRepository } from './ledger.repository.ts';

const AT = Date.parse('2026-11-23T12:00:00Z');
const DAY = 24 * 3_600_000;

type Open = (now?: () => number) => LedgerRepository | Promise<LedgerRepository>;

/** What every ledger must do. `open` gives an empty one with 1000 USDT. */
export function ledgerRepositoryContract(name: string, open: Open): void {
  const sendAn = async (ledger: LedgerRepository, order = anOrder()) => {
    await ledger.begin(order);
    await ledger.reserve(order.clientOrderId, `reservation-of-${order.clientOrderId}`);
    await ledger.send(order.clientOrderId, `venue-${order.clientOrderId}`, amount('100'));
  };
  const fillAn = async (ledger: LedgerRepository, order = anOrder(), fill = aFill('0.5', '100', '0.05', AT)) => {
    await sendAn(ledger, order);
    return ledger.fill(order.clientOrderId, { ...fill, id: `fill-of-${order.clientOrderId}` });
  };
  const stateOf = async (ledger: LedgerRepository) => (await ledger.find('order-1'))?.state;

  describe(name, () => {
    test('opens with its balance and nothing else', async () => {
      const ledger = await open();
      const { cash, realisedPnl, fees } = await ledger.totals();
      expect([cash, realisedPnl, fees].map(decimalText)).toEqual(['1000', '0', '0']);
      expect(await ledger.positions()).toEqual([]);
      expect(await ledger.fills(10)).toEqual([]);
      expect(await ledger.find('order-1')).toBeNull();
    });

    test('takes an order from new to filled, each change an event with its time and cause', async () => {
      const ledger = await open(() => AT);
      await ledger.begin(anOrder());
      await ledger.reserve('order-1', 'reservation-1');
      await ledger.send('order-1', 'qt-1', amount('100'));
      await ledger.suspend('order-1', 'no answer');
      await ledger.accept('order-1');
      await ledger.fill('order-1', aFill('0.2', '100', '0.02', AT, 'a'));
      await ledger.suspend('order-1', 'no answer again');
      await ledger.accept('order-1');
      await ledger.fill('order-1', aFill('0.3', '110', '0.033', AT, 'b'));
      expect(await ledger.find('order-1')).toMatchObject({ state: 'filled', guardDue: true });
      await ledger.acknowledge('order-1');
      expect(await ledger.find('order-1')).toMatchObject({ state: 'filled', guardDue: false });
      expect(await ledger.events('order-1')).toEqual(
        [
          ['new', 'manual'],
          ['reserved', 'reservation reservation-1'],
          ['sent', 'as qt-1'],
          ['unknown', 'no answer'],
          ['accepted', 'the venue has it'],
          ['partially_filled', 'fill a: 0.2 at 100'],
          ['unknown', 'no answer again'],
          ['partially_filled', 'the venue has it'],
          ['filled', 'fill b: 0.3 at 110'],
        ].map(([state, cause]) => ({ at: AT, state, cause })),
      );
    });

    test('sums several fills of an order exactly, and tells the guard of each, and of its end', async () => {
      const ledger = await open();
      await sendAn(ledger);
      await ledger.fill('order-1', aFill('0.1', '100', '0.01', AT, 'a'));
      await ledger.fill('order-1', aFill('0.2', '100.01', '0.020002', AT + 1, 'b'));
      expect(await ledger.unacknowledged()).toMatchObject([{ kind: 'confirm', open: true }]);
      expect(await ledger.fillsAfter(0, 9)).toMatchObject([{ open: true }]);
      await ledger.acknowledge('order-1');
      for (const change of [() => ledger.suspend('order-1', 'no answer'), () => ledger.accept('order-1')]) {
        await change();
        expect(await ledger.unacknowledged()).toEqual([]);
      }
      await ledger.end('order-1', 'cancelled', 'by the venue');
      const [message] = await ledger.unacknowledged();
      if (message?.kind !== 'confirm') throw new Error('expected a confirmation');
      expect(message.open).toBe(false);
      const { quantity, price, notional, fee, realisedPnl, filledAt, status } = message.filled;
      expect([quantity, notional, fee, realisedPnl].map(decimalText)).toEqual([
        '0.3',
        '30.002',
        '0.030002',
        '-0.030002',
      ]);
      expect(bookedNotional('buy', price, quantity).equals(notional)).toBe(true);
      expect([status, filledAt]).toEqual(['partially_filled', AT + 1]);
      expect(decimalText((await ledger.totals()).cash)).toBe('969.967998');
      expect((await ledger.fills(10)).map(({ status: one }) => one)).toEqual(['partially_filled']);
      await expect(ledger.begin(anOrder())).rejects.toThrow(InvalidTransition);
    });

    test('books a fill with one id once, also after the order has ended', async () => {
      const ledger = await open();
      await sendAn(ledger);
      const first = await ledger.fill('order-1', aFill('0.5', '100', '0.05', AT, 'a'));
      expect(first).toMatchObject({ covered: true, repeated: false });
      expect(await ledger.fill('order-1', aFill('0.5', '100', '0.05', AT, 'a'))).toMatchObject({ repeated: true });
      expect(decimalText((await ledger.totals()).cash)).toBe('949.95');
      expect(await ledger.realisedSince(0)).toHaveLength(1);
    });

    test('takes a commission in the bought coin off the position, and its cost for the fee', async () => {
      const ledger = await open();
      await sendAn(ledger);
      await ledger.fill('order-1', { ...aFill('0.5', '100', '0.0005', AT), commissionAsset: 'BTC' });
      const { cash, realisedPnl, fees } = await ledger.totals();
      expect([cash, realisedPnl, fees].map(decimalText)).toEqual(['950', '-0.05', '0.05']);
      const [position] = await ledger.positions();
      expect([position?.quantity, position?.cost].map((one) => one && decimalText(one))).toEqual(['0.4995', '49.95']);
    });

    test('gives what each fill realised, after one that is known', async () => {
      const ledger = await open();
      await fillAn(ledger);
      const sell = anOrder({ clientOrderId: 'order-2', side: 'sell', profile: null });
      await fillAn(ledger, sell, aFill('0.5', '110', '0.05', AT + 1));
      const [first, second, ...rest] = await ledger.realisedSince(0);
      expect([first, second].map((one) => [one?.profile, decimalText(one?.pnl ?? amount(0))])).toEqual([
        [null, '-0.05'],
        [null, '4.95'],
      ]);
      expect(rest).toEqual([]);
      expect(await ledger.realisedSince(first?.sequence ?? 0)).toEqual([second]);
      expect(await ledger.realisedSince(second?.sequence ?? 0)).toEqual([]);
    });

    test('keeps the highest equity, from the opening balance on', async () => {
      const ledger = await open();
      const peaks = [];
      for (const equity of ['900', '1200.5', '1100']) {
        peaks.push(decimalText(await ledger.raiseEquityPeak(amount(equity))));
      }
      expect(peaks).toEqual(['1000', '1200.5', '1200.5']);
    });

    test('keeps every field of an order', async () => {
      const ledger = await open();
      const exit = { stopFraction: amount('0.01'), holdMs: 60_000, tickSize: amount('0.01') };
      const order = anOrder({ profile: 'balanced', origin: 'signal', exit, quantity: '0.12345678' });
      await ledger.begin(order);
      expect((await ledger.find('order-1'))?.order).toEqual(order);
    });

    test('books a fill with its position, cash and profit or loss at once', async () => {
      const ledger = await open();
      const result = await fillAn(ledger);
      expect(result.covered && decimalText(result.filled.realisedPnl)).toBe('-0.05');
      const { cash, realisedPnl, fees } = await ledger.totals();
      expect([cash, realisedPnl, fees].map(decimalText)).toEqual(['949.95', '-0.05', '0.05']);
      const [position] = await ledger.positions();
      expect(position).toMatchObject({ symbol: 'BTCUSDT', profile: null, openedAt: AT });
      const [fill] = await ledger.fills(10);
      expect(fill).toEqual(result.covered ? result.filled : undefined);
    });

    test("returns the account with one symbol's positions", async () => {
      const ledger = await open();
      await fillAn(ledger, anOrder({ clientOrderId: 'another', symbol: 'ETHUSDT' }));
      const account = await ledger.account('BTCUSDT');
      expect(account).toMatchObject({ positions: [] });
      expect(checkCoverage(account, anOrder(), anExecution('0.5', '100', '0', AT))).toBeNull();
      expect(await ledger.positions()).toHaveLength(1);
      expect((await ledger.account('ETHUSDT')).positions).toEqual(await ledger.positions());
    });

    test('does not change an order that the account does not cover', async () => {
      const ledger = await open();
      const result = await fillAn(ledger, anOrder(), aFill('0.5', '5000', '0', AT));
      expect(result).toMatchObject({ covered: false, denial: { reason: 'insufficient_balance', limit: '1000' } });
      expect(await stateOf(ledger)).toBe('sent');
      expect(decimalText((await ledger.totals()).cash)).toBe('1000');
    });

    test('lists each fill for the guard until it is acknowledged', async () => {
      const ledger = await open();
      await fillAn(ledger);
      expect(await ledger.unacknowledged()).toMatchObject([
        { kind: 'confirm', reservationId: 'reservation-of-order-1' },
      ]);
      await ledger.acknowledge('order-1');
      expect(await ledger.unacknowledged()).toEqual([]);
    });

    test('lists the release of an unused reservation for the guard, then lets the order be submitted again', async () => {
      const ledger = await open();
      await ledger.begin(anOrder());
      await ledger.reserve('order-1', 'reservation-1');
      await ledger.end('order-1', 'rejected', 'no price');
      expect(await ledger.unacknowledged()).toEqual([
        { kind: 'release', clientOrderId: 'order-1', reservationId: 'reservation-1', why: 'no price' },
      ]);
      await expect(ledger.begin(anOrder())).rejects.toThrow(InvalidTransition);
      await ledger.acknowledge('order-1');
      await ledger.begin(anOrder({ requestId: 'another' }));
      expect(await ledger.find('order-1')).toMatchObject({ state: 'new', order: { requestId: 'another' } });
    });

    test('ends an order that was not reserved without a message to the guard', async () => {
      const ledger = await open();
      await ledger.begin(anOrder());
      await ledger.end('order-1', 'rejected', 'denied');
      expect(await stateOf(ledger)).toBe('rejected');
      expect(await ledger.unacknowledged()).toEqual([]);
    });

    test('forgets orders that never filled after a week, and never those that did', async () => {
      let at = AT;
      const ledger = await open(() => at);
      await fillAn(ledger);
      await ledger.acknowledge('order-1');
      await ledger.begin(anOrder({ clientOrderId: 'denied' }));
      await ledger.end('denied', 'rejected', 'denied');
      at += 7 * DAY;
      await ledger.begin(anOrder({ clientOrderId: 'later' }));
      expect((await ledger.find('denied'))?.state).toBe('rejected');
      at += 1;
      await ledger.begin(anOrder({ clientOrderId: 'still later' }));
      expect(await ledger.find('denied')).toBeNull();
      expect(await ledger.events('denied')).toEqual([]);
      expect(await stateOf(ledger)).toBe('filled');
    });

    test('lists orders between two steps', async () => {
      const ledger = await open();
      await ledger.begin(anOrder({ clientOrderId: 'asked' }));
      await ledger.begin(anOrder({ clientOrderId: 'allowed' }));
      await ledger.reserve('allowed', 'reservation-1');
      await fillAn(ledger);
      const unfinished = await ledger.unfinished();
      expect(unfinished.map(({ order, state }) => [order.clientOrderId, state]).sort()).toEqual([
        ['allowed', 'reserved'],
        ['asked', 'new'],
      ]);
    });

    test.each([
      ['reserve an unknown order', (ledger: LedgerRepository) => ledger.reserve('order-1', 'r')],
      ['fill an unknown order', (ledger: LedgerRepository) => ledger.fill('order-1', aFill('1', '1', '0'))],
      ['end an unknown order', (ledger: LedgerRepository) => ledger.end('order-1', 'rejected', 'why')],
      ['acknowledge an unknown order', (ledger: LedgerRepository) => ledger.acknowledge('order-1')],
    ])('refuses to %s', async (_, step) => {
      await expect(step(await open())).rejects.toThrow(InvalidTransition);
    });

    test('refuses to fill an order that was not sent', async () => {
      const ledger = await open();
      await ledger.begin(anOrder());
      await expect(ledger.fill('order-1', aFill('0.5', '100', '0', AT))).rejects.toThrow(
        'order order-1: cannot fill while new',
      );
      expect(await ledger.positions()).toEqual([]);
    });

    test('refuses to fill, end or begin an order that has filled', async () => {
      const ledger = await open();
      await fillAn(ledger);
      await expect(ledger.fill('order-1', aFill('0.5', '100', '0', AT))).rejects.toThrow(InvalidTransition);
      await expect(ledger.end('order-1', 'cancelled', 'why')).rejects.toThrow(InvalidTransition);
      await expect(ledger.begin(anOrder())).rejects.toThrow(InvalidTransition);
      expect(await ledger.fills(10)).toHaveLength(1);
    });

    test('gives its books and holdings as of one instant', async () => {
      const ledger = await open();
      expect(await ledger.holdings()).toMatchObject({ positions: [], lastFill: 0 });
      await fillAn(ledger);
      await ledger.begin(anOrder({ clientOrderId: 'working' }));
      const [totals, positions] = [await ledger.totals(), await ledger.positions()];
      const [booked] = await ledger.realisedSince(0);
      expect(await ledger.holdings()).toEqual({ totals, positions, lastFill: booked?.sequence });
      expect(await ledger.books()).toEqual({
        totals,
        positions,
        filledOrders: 1,
        unacknowledged: await ledger.unacknowledged(),
        unfinished: await ledger.unfinished(),
      });
    });

    test('lists fills newest first, up to the limit', async () => {
      const ledger = await open();
      for (const id of ['one', 'two', 'three']) await fillAn(ledger, anOrder({ clientOrderId: id }));
      const fills = await ledger.fills(2);
      expect(fills.map(({ order }) => order.clientOrderId)).toEqual(['three', 'two']);
    });

    test('moves the end of a position only later, and knows when a stop last sold one', async () => {
      const ledger = await open();
      const exit = { stopFraction: amount('0.01'), holdMs: 60_000, tickSize: amount('0.01') };
      const key = { symbol: 'BTCUSDT', profile: 'balanced' } as const;
      await fillAn(ledger, anOrder({ clientOrderId: 'in', profile: 'balanced', exit }));
      const endsAt = async () => (await ledger.position(key))?.expiresAt;
      await ledger.extend([{ ...key, expiresAt: AT + 90_000 }]);
      await ledger.extend([
        { ...key, expiresAt: AT + 70_000 },
        { ...key, profile: 'aggressive', expiresAt: AT },
      ]);
      expect(await endsAt()).toBe(AT + 90_000);
      expect(await ledger.stoppedAt(key)).toBeNull();
      const stop = anOrder({ clientOrderId: 'out', side: 'sell', profile: 'balanced', origin: 'stop' });
      await fillAn(ledger, stop, aFill('0.5', '99', '0', AT + 5));
      expect(await ledger.stoppedAt(key)).toBe(AT + 5);
      expect(await ledger.stoppedAt({ ...key, symbol: 'ETHUSDT' })).toBeNull();
    });

    test('lists positions by symbol, oldest first, and drops one that was sold', async () => {
      const ledger = await open();
      const fill = (at: number) => aFill('0.5', '100', '0', at);
      await fillAn(ledger, anOrder({ clientOrderId: 'a', symbol: 'ETHUSDT' }), fill(AT));
      await fillAn(ledger, anOrder({ clientOrderId: 'b', profile: 'balanced' }), fill(AT + 2));
      await fillAn(ledger, anOrder({ clientOrderId: 'c', profile: 'aggressive' }), fill(AT + 1));
      const held = async () => (await ledger.positions()).map(({ symbol, profile }) => [symbol, profile]);
      expect(await held()).toEqual([
        ['BTCUSDT', 'aggressive'],
        ['BTCUSDT', 'balanced'],
        ['ETHUSDT', null],
      ]);
      await fillAn(ledger, anOrder({ clientOrderId: 'd', side: 'sell', profile: 'balanced' }), fill(AT + 3));
      expect(await held()).toEqual([
        ['BTCUSDT', 'aggressive'],
        ['ETHUSDT', null],
      ]);
    });
  });
}
