import { amount, decimalText } from '@qt/domain';
import { describe, expect, test } from 'vitest';
import { checkCoverage } from '../domain/account.ts';
import { anExecution, anOrder } from '../trading.fixture.ts';
import { InvalidTransition } from './invalid-transition.ts';
import type { LedgerRepository } from './ledger.repository.ts';

const AT = Date.parse('2026-11-23T12:00:00Z');
const DAY = 24 * 3_600_000;

/** What every ledger must do. `open` gives an empty one with 1000 USDT. */
export function ledgerRepositoryContract(name: string, open: () => LedgerRepository): void {
  const fillAn = async (ledger: LedgerRepository, order = anOrder(), fill = anExecution('0.5', '100', '0.05', AT)) => {
    await ledger.begin(order, AT);
    await ledger.reserve(order.clientOrderId, `reservation-of-${order.clientOrderId}`);
    return ledger.fill(order.clientOrderId, fill);
  };
  const stateOf = async (ledger: LedgerRepository) => (await ledger.find('order-1'))?.state;

  describe(name, () => {
    test('opens with its balance and nothing else', async () => {
      const ledger = open();
      const { cash, realisedPnl, fees } = await ledger.totals();
      expect([cash, realisedPnl, fees].map(decimalText)).toEqual(['1000', '0', '0']);
      expect(await ledger.positions()).toEqual([]);
      expect(await ledger.fills(10)).toEqual([]);
      expect(await ledger.find('order-1')).toBeNull();
    });

    test('takes an order from pending to confirmed', async () => {
      const ledger = open();
      await ledger.begin(anOrder(), AT);
      expect(await stateOf(ledger)).toBe('pending');
      await ledger.reserve('order-1', 'reservation-1');
      expect(await stateOf(ledger)).toBe('reserved');
      await ledger.fill('order-1', anExecution('0.5', '100', '0.05', AT));
      expect(await stateOf(ledger)).toBe('filled');
      await ledger.acknowledge('order-1');
      expect(await stateOf(ledger)).toBe('confirmed');
    });

    test('gives what each fill realised, after one that is known', async () => {
      const ledger = open();
      await fillAn(ledger);
      const sell = anOrder({ clientOrderId: 'order-2', side: 'sell', profile: null });
      await fillAn(ledger, sell, anExecution('0.5', '110', '0.05', AT + 1));
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
      const ledger = open();
      const peaks = [];
      for (const equity of ['900', '1200.5', '1100']) {
        peaks.push(decimalText(await ledger.raiseEquityPeak(amount(equity))));
      }
      expect(peaks).toEqual(['1000', '1200.5', '1200.5']);
    });

    test('keeps every field of an order', async () => {
      const ledger = open();
      const exit = { stopFraction: amount('0.01'), holdMs: 60_000, tickSize: amount('0.01') };
      const order = anOrder({ profile: 'balanced', origin: 'signal', exit, quantity: '0.12345678' });
      await ledger.begin(order, AT);
      expect((await ledger.find('order-1'))?.order).toEqual(order);
    });

    test('books a fill with its position, cash and profit or loss at once', async () => {
      const ledger = open();
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
      const ledger = open();
      await fillAn(ledger, anOrder({ clientOrderId: 'another', symbol: 'ETHUSDT' }));
      const account = await ledger.account('BTCUSDT');
      expect(account).toMatchObject({ positions: [] });
      expect(checkCoverage(account, anOrder(), anExecution('0.5', '100', '0', AT))).toBeNull();
      expect(await ledger.positions()).toHaveLength(1);
      expect((await ledger.account('ETHUSDT')).positions).toEqual(await ledger.positions());
    });

    test('does not change an order that the account does not cover', async () => {
      const ledger = open();
      const result = await fillAn(ledger, anOrder(), anExecution('0.5', '5000', '0', AT));
      expect(result).toMatchObject({ covered: false, denial: { reason: 'insufficient_balance', limit: '1000' } });
      expect(await stateOf(ledger)).toBe('reserved');
      expect(decimalText((await ledger.totals()).cash)).toBe('1000');
    });

    test('lists each fill for the guard until it is acknowledged', async () => {
      const ledger = open();
      await fillAn(ledger);
      expect(await ledger.unacknowledged()).toMatchObject([
        { kind: 'confirm', reservationId: 'reservation-of-order-1' },
      ]);
      await ledger.acknowledge('order-1');
      expect(await ledger.unacknowledged()).toEqual([]);
    });

    test('lists the release of an unused reservation for the guard, then lets the order be submitted again', async () => {
      const ledger = open();
      await ledger.begin(anOrder(), AT);
      await ledger.reserve('order-1', 'reservation-1');
      await ledger.close('order-1', 'no price');
      expect(await ledger.unacknowledged()).toEqual([
        { kind: 'release', clientOrderId: 'order-1', reservationId: 'reservation-1', why: 'no price' },
      ]);
      await expect(ledger.begin(anOrder(), AT)).rejects.toThrow(InvalidTransition);
      await ledger.acknowledge('order-1');
      await ledger.begin(anOrder({ requestId: 'another' }), AT);
      expect(await ledger.find('order-1')).toMatchObject({ state: 'pending', order: { requestId: 'another' } });
    });

    test('closes a pending order without a message to the guard', async () => {
      const ledger = open();
      await ledger.begin(anOrder(), AT);
      await ledger.close('order-1', 'denied');
      expect(await stateOf(ledger)).toBe('closed');
      expect(await ledger.unacknowledged()).toEqual([]);
    });

    test('forgets orders that never filled after a week, and never those that did', async () => {
      const ledger = open();
      await fillAn(ledger);
      await ledger.acknowledge('order-1');
      await ledger.begin(anOrder({ clientOrderId: 'denied' }), AT);
      await ledger.close('denied', 'denied');
      await ledger.begin(anOrder({ clientOrderId: 'later' }), AT + 7 * DAY);
      expect((await ledger.find('denied'))?.state).toBe('closed');
      await ledger.begin(anOrder({ clientOrderId: 'still later' }), AT + 7 * DAY + 1);
      expect(await ledger.find('denied')).toBeNull();
      expect(await stateOf(ledger)).toBe('confirmed');
    });

    test('lists orders between two steps', async () => {
      const ledger = open();
      await ledger.begin(anOrder({ clientOrderId: 'asked' }), AT);
      await ledger.begin(anOrder({ clientOrderId: 'allowed' }), AT);
      await ledger.reserve('allowed', 'reservation-1');
      await fillAn(ledger);
      const unfinished = await ledger.unfinished();
      expect(unfinished.map(({ order, state }) => [order.clientOrderId, state]).sort()).toEqual([
        ['allowed', 'reserved'],
        ['asked', 'pending'],
      ]);
    });

    test.each([
      ['reserve an unknown order', (ledger: LedgerRepository) => ledger.reserve('order-1', 'r')],
      ['fill an unknown order', (ledger: LedgerRepository) => ledger.fill('order-1', anExecution('1', '1', '0'))],
      ['close an unknown order', (ledger: LedgerRepository) => ledger.close('order-1', 'why')],
      ['acknowledge an unknown order', (ledger: LedgerRepository) => ledger.acknowledge('order-1')],
    ])('refuses to %s', async (_, step) => {
      await expect(step(open())).rejects.toThrow(InvalidTransition);
    });

    test('refuses to fill an order that is not reserved', async () => {
      const ledger = open();
      await ledger.begin(anOrder(), AT);
      await expect(ledger.fill('order-1', anExecution('0.5', '100', '0', AT))).rejects.toThrow(
        'order order-1: cannot fill while pending',
      );
      expect(await ledger.positions()).toEqual([]);
    });

    test('refuses to fill, close or begin an order that has filled', async () => {
      const ledger = open();
      await fillAn(ledger);
      await expect(ledger.fill('order-1', anExecution('0.5', '100', '0', AT))).rejects.toThrow(InvalidTransition);
      await expect(ledger.close('order-1', 'why')).rejects.toThrow(InvalidTransition);
      await expect(ledger.begin(anOrder(), AT)).rejects.toThrow(InvalidTransition);
      expect(await ledger.fills(10)).toHaveLength(1);
    });

    test('lists fills newest first, up to the limit', async () => {
      const ledger = open();
      for (const id of ['one', 'two', 'three']) await fillAn(ledger, anOrder({ clientOrderId: id }));
      const fills = await ledger.fills(2);
      expect(fills.map(({ order }) => order.clientOrderId)).toEqual(['three', 'two']);
    });

    test('lists positions by symbol, oldest first, and drops one that was sold', async () => {
      const ledger = open();
      const fill = (at: number) => anExecution('0.5', '100', '0', at);
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
