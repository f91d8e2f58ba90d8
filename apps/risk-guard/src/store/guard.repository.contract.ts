import { amount, verifyAudit, ZERO } from '@qt/domain';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { buy, fillOf, NOW, portfolioContent, reservationOf } from '../domain/check-order.fixture.ts';
import { RealisedBooks } from '../domain/realised-books.ts';
import type { ReportedFill } from '../domain/reservation.ts';
import type { AuditPage } from './audit-entry.ts';
import type { Controls, GuardRepository, LoadOptions } from './guard.repository.ts';

/** One store, which a test can open repeatedly. */
interface RepositoryPlace {
  /** Each time as the guard that takes over. */
  open(): Promise<GuardRepository>;
  remove(): Promise<void>;
}

export const AT_NOON: LoadOptions = {
  now: NOW,
  lossesSince: NOW - 1000,
  allowedSince: NOW - 1000,
  recentSince: NOW - 1000,
};
const entry = { at: NOW, actor: 'admin', action: 'state', outcome: 'accepted', detail: 'why', requestId: 'r' } as const;
const controls: Controls = {
  killSwitch: { engaged: true, actor: 'admin', reason: 'drill', since: NOW },
  environment: { since: NOW - 5 },
  tradingState: 'halted',
  trip: { at: NOW - 7, loss: amount('500.000000000000000001') },
  flatten: { symbols: ['BTCUSDT', 'ETHUSDT'], finalState: 'halted', actor: 'anna', reason: 'drill', since: NOW - 3 },
  equityPeak: amount('100000.000000000000000001'),
  limits: { max_daily_loss: '250.5', max_open_positions: '3' },
};
const CLEAR: Controls = {
  killSwitch: null,
  environment: null,
  tradingState: 'active',
  trip: null,
  flatten: null,
  equityPeak: null,
  limits: {},
};

/** The tests that every `GuardRepository` passes. */
export function describeGuardRepository(name: string, makePlace: () => RepositoryPlace): void {
  describe(`${name}, a guard repository`, () => {
    let place: RepositoryPlace;
    let repository: GuardRepository;
    beforeEach(async () => {
      place = makePlace();
      repository = await place.open();
      await repository.load(AT_NOON);
    });
    afterEach(async () => {
      await repository.close();
      await place.remove();
    });

    async function reopened() {
      await repository.close();
      repository = await place.open();
      return repository.load(AT_NOON);
    }

    test('begins with nothing held, lost or ordered', async () => {
      const content = await reopened();
      expect(content).toEqual({
        controls: CLEAR,
        portfolio: portfolioContent(),
        books: new RealisedBooks(),
        realised: [],
        disputes: [],
      });
    });

    test('keeps the models that were saved last', async () => {
      const model = { version: 'm-1', profiles: ['balanced', 'aggressive'], provenAt: NOW - 5 } as const;
      expect(await repository.models()).toBeNull();
      await repository.saveModels([{ ...model, version: 'm-0' }], NOW - 1);
      await repository.saveModels([model, { ...model, version: 'm-2', provenAt: NOW - 4 }], NOW);
      await reopened();
      const models = [{ ...model, version: 'm-2', provenAt: NOW - 4 }, model];
      expect(await repository.models()).toEqual({ models, asOf: NOW });
    });

    test('keeps a whole reservation until it expires', async () => {
      const open = reservationOf(buy({ profile: null, reduceOnly: true }));
      await repository.reserve(open);
      await repository.reserve(
        reservationOf(buy({ clientOrderId: 'order-2' }), { reservationId: 'r2', expiresAt: NOW }),
      );
      const { portfolio } = await reopened();
      expect(portfolio.reservations).toEqual([open]);
      expect(await repository.findOrder('order-1')).toEqual({ state: 'reserved', reservation: open });
      expect(await repository.findOrder('order-2')).toMatchObject({ state: 'reserved' });
      expect(await repository.findOrder('order-3')).toBeNull();
    });

    test('an order that was expected is found as it is when it is asked for', async () => {
      await repository.expectOrder('order-1');
      expect(await repository.findOrder('order-1')).toBeNull();
      const reserved = repository.reserve(reservationOf(buy()));
      expect(await repository.findOrder('order-1')).toMatchObject({ state: 'reserved' });
      await reserved;
      await repository.expectOrder('order-1');
      expect(await repository.findOrder('order-1')).toMatchObject({ state: 'reserved' });
      const looked = repository.expectOrder('order-2');
      const filled = repository.fill(fillOf({ clientOrderId: 'order-2' }));
      await looked;
      expect(await repository.findOrder('order-2')).toEqual({ state: 'filled' });
      await filled;
    });

    test('keeps when orders were allowed and at what price', async () => {
      await repository.reserve(reservationOf(buy(), { reservedAt: NOW - 1001 }));
      await repository.reserve(
        reservationOf(buy({ clientOrderId: 'b' }), { reservationId: 'r2', reservedAt: NOW - 999 }),
      );
      const { portfolio } = await reopened();
      expect(portfolio.allowedAt).toEqual([NOW - 999]);
      expect(portfolio.prices).toEqual(new Map([['BTCUSDT', { price: amount('50000'), at: NOW - 999 }]]));
    });

    test('keeps what was allowed lately under which terms, until it is released', async () => {
      const allowed = (clientOrderId: string, ago: number) =>
        repository.reserve(
          reservationOf(buy({ clientOrderId }), { reservationId: clientOrderId, reservedAt: NOW - ago }),
        );
      await allowed('old', 1000);
      await allowed('filled', 999);
      await allowed('released', 500);
      await allowed('open', 400);
      await repository.fill(fillOf({ clientOrderId: 'filled' }));
      await repository.release('released', 'no fill', NOW);
      const { portfolio } = await reopened();
      expect(portfolio.recent.map(({ clientOrderId }) => clientOrderId)).toEqual(['filled', 'open']);
    });

    test('replaces the reservation of an id, and counts both as allowed', async () => {
      await repository.reserve(reservationOf(buy(), { reservationId: 'old', reservedAt: NOW - 2, expiresAt: NOW }));
      await repository.reserve(reservationOf(buy(), { reservationId: 'new', reservedAt: NOW - 1 }));
      expect(await repository.release('old', 'late', NOW)).toBeNull();
      const { portfolio } = await reopened();
      expect(portfolio.reservations).toMatchObject([{ reservationId: 'new' }]);
      expect(portfolio.allowedAt).toEqual([NOW - 2, NOW - 1]);
    });

    test('releases a reservation once', async () => {
      const open = reservationOf(buy());
      await repository.reserve(open);
      expect(await repository.release('reservation-1', 'no fill', NOW)).toEqual(open);
      expect(await repository.release('reservation-1', 'no fill', NOW)).toBeNull();
      expect(await repository.release('never', 'no fill', NOW)).toBeNull();
      expect((await reopened()).portfolio.reservations).toEqual([]);
      expect(await repository.findOrder('order-1')).toEqual({ state: 'released', reservation: open });
    });

    test('books a fill once, exactly, and ends its reservation', async () => {
      await repository.reserve(reservationOf(buy()));
      const fill = fillOf({ quantity: amount('0.100000000000000001'), realisedPnl: amount('-0.000000000000000001') });
      expect(await repository.fill(fill)).toBeNull();
      expect(await repository.fill(fillOf({ quantity: amount('9') }))).toEqual(fill);
      const { portfolio, realised } = await reopened();
      expect(portfolio.reservations).toEqual([]);
      expect(portfolio.positions).toEqual(new Map([['BTCUSDT', amount('0.100000000000000001')]]));
      expect(realised).toEqual([{ at: NOW, pnl: amount('-0.000000000000000001') }]);
      expect(await repository.release('reservation-1', 'late', NOW)).toBeNull();
      expect(await repository.findOrder('order-1')).toMatchObject({ state: 'filled' });
    });

    test('books an open order part by part, each once, and ends it', async () => {
      const open = reservationOf(buy());
      await repository.reserve(open);
      const part = (quantity: string, changes: Partial<ReportedFill> = {}) =>
        fillOf({ quantity: amount(quantity), fee: amount('1'), realisedPnl: amount('-1'), open: true, ...changes });
      const count = (before: string) => ({ profile: null, countedAt: NOW, before: amount(before) });
      expect(await repository.fill(part('0.004'))).toBeNull();
      expect(await repository.fill(part('0.004'))).toEqual(part('0.004'));
      expect(await repository.fill(part('0.002', { price: amount('51500') }), null, count('0.004'))).toBeNull();
      const soFar = part('0.006', { price: amount('50500'), fee: amount('2'), realisedPnl: amount('-2') });
      expect(await repository.fill(part('0.002'), null, count('0.004'))).toEqual(soFar);
      const reserved = { ...open, executed: amount('0.006') };
      expect(await repository.findOrder('order-1')).toEqual({ state: 'reserved', reservation: reserved });
      const { portfolio, realised } = await reopened();
      expect(portfolio.reservations).toEqual([reserved]);
      expect(portfolio.positions).toEqual(new Map([['BTCUSDT', amount('0.006')]]));
      expect(realised).toHaveLength(2);
      expect(await repository.countFills()).toBe(1);
      await repository.endOrder('order-1', entry);
      expect((await reopened()).portfolio.reservations).toEqual([]);
      expect(await repository.findOrder('order-1')).toEqual({ state: 'filled' });
      expect(await repository.executed('order-1')).toEqual({ ...soFar, open: false });
      expect(await repository.fillsAfter(0, 9)).toMatchObject([{ fill: { ...soFar, open: false } }]);
    });

    test('judges a fill by the price that was expected of it after a restart as before', async () => {
      const expectedPrice = amount('50000');
      const count = { profile: null, countedAt: NOW, expectedPrice };
      await repository.fill(fillOf({ price: amount('1') }), null, count);
      const { books, disputes } = await reopened();
      expect(disputes).toEqual([
        { clientOrderId: 'order-1', about: 'price', own: expectedPrice, reported: amount('1'), at: NOW },
      ]);
      const sold = fillOf({ clientOrderId: 'b', side: 'sell', price: amount('40000'), realisedPnl: amount('399.99') });
      expect(books.evaluate(sold, null).pnl).toEqual(amount('-100'));
    });

    test('stores any amount of the wire without losing a digit', async () => {
      const amounts = fc.bigInt({ min: 1n, max: 10n ** 36n - 1n }).map((units) => amount(`${units}e-18`));
      let fills = 0;
      let position = ZERO;
      await fc.assert(
        fc.asyncProperty(amounts, amounts, amounts, amounts, async (quantity, price, fee, loss) => {
          const clientOrderId = String(++fills);
          const fill = fillOf({ clientOrderId, quantity, price, fee, realisedPnl: loss.negated() });
          await repository.fill(fill);
          expect(await repository.fill(fill)).toEqual(fill);
          position = position.plus(quantity);
        }),
        { numRuns: 20 },
      );
      expect((await reopened()).portfolio.positions).toEqual(new Map([['BTCUSDT', position]]));
    });

    test('books a fill without a reservation, and sells after buys', async () => {
      await repository.fill(fillOf({ clientOrderId: 'a', quantity: amount('0.3') }));
      await repository.fill(fillOf({ clientOrderId: 'b', side: 'sell', quantity: amount('0.1') }));
      expect((await reopened()).portfolio.positions).toEqual(new Map([['BTCUSDT', amount('0.2')]]));
      expect(await repository.findOrder('b')).toMatchObject({ state: 'filled' });
    });

    test('loads the fills that are recent enough', async () => {
      await repository.fill(fillOf({ clientOrderId: 'a', filledAt: NOW - 1000 }));
      await repository.fill(fillOf({ clientOrderId: 'b', filledAt: NOW - 999, realisedPnl: amount('-5') }));
      expect((await reopened()).realised).toEqual([{ at: NOW - 999, pnl: amount('-5') }]);
    });

    test('keeps all controls and their audit entry', async () => {
      await repository.saveControls(controls, entry);
      expect((await reopened()).controls).toEqual(controls);
      expect(await repository.audit({ limit: 10 })).toEqual([{ id: 1, ...entry, hash: expect.any(String) }]);
      const everything: Controls = { ...controls, flatten: controls.flatten && { ...controls.flatten, symbols: null } };
      await repository.saveControls(everything, null);
      expect((await reopened()).controls).toEqual(everything);
      await repository.saveControls(CLEAR, null);
      expect((await reopened()).controls).toEqual(CLEAR);
    });

    test('drops reservations when it is reset, and keeps losses, positions and what comes after', async () => {
      const open = reservationOf(buy({ clientOrderId: 'open' }));
      await repository.fill(fillOf({ clientOrderId: 'before', realisedPnl: amount('-1') }));
      await repository.reserve(open);
      await repository.reset({ ...controls, trip: null }, entry);
      await repository.fill(fillOf({ clientOrderId: 'after', realisedPnl: amount('-3') }));
      const content = await reopened();
      expect(content.realised.map(({ pnl }) => pnl)).toEqual([amount('-1'), amount('-3')]);
      expect(content.portfolio.recent).toEqual([]);
      expect(content.portfolio.reservations).toEqual([]);
      expect(content.portfolio.positions).toEqual(new Map([['BTCUSDT', amount('0.02')]]));
      expect(content.controls).toEqual({ ...controls, trip: null });
      expect(await repository.audit({ limit: 1 })).toMatchObject([{ action: 'state' }]);
    });

    test('returns the newest audit entries first, up to the limit', async () => {
      for (const detail of ['1', '2', '3']) await repository.appendAudit({ ...entry, requestId: null, detail });
      expect((await repository.audit({ limit: 2 })).map(({ detail }) => detail)).toEqual(['3', '2']);
    });

    test('returns the audit page by page, and acts and decisions apart', async () => {
      for (const detail of ['1', '2', '3', '4']) await repository.appendAudit({ ...entry, detail });
      await repository.appendAudit({ ...entry, action: 'reserve', detail: '5' });
      const details = async (page: AuditPage) => (await repository.audit(page)).map(({ detail }) => detail);
      expect(await details({ limit: 2, kind: 'act' })).toEqual(['4', '3']);
      expect(await details({ limit: 2, before: 3 })).toEqual(['2', '1']);
      expect(await details({ limit: 9, kind: 'decision' })).toEqual(['5']);
    });

    test('tells of each step of an order in the same commit, in one whole chain', async () => {
      const step = (action: string) => ({ ...entry, action, detail: action });
      await repository.reserve(reservationOf(buy()), true, step('reserve'));
      expect(await repository.release('never', 'no fill', NOW, step('release'))).toBeNull();
      await repository.fill(fillOf(), step('confirm'));
      await repository.fill(fillOf(), step('confirm'));
      await reopened();
      await repository.saveControls(controls, entry);
      const entries = (await repository.audit({ limit: 9 })).toReversed();
      expect(entries.map(({ action }) => action)).toEqual(['reserve', 'confirm', 'state']);
      expect(verifyAudit(entries, { lastId: 3, chainFrom: 1 })).toMatchObject({ whole: true, entries: 3 });
    });

    test('rejects every write of a guard once another has taken over', async () => {
      await repository.reserve(reservationOf(buy()));
      const successor = await place.open();
      await successor.load(AT_NOON);
      for (const write of [
        () => repository.reserve(reservationOf(buy())),
        () => repository.release('reservation-1', 'late', NOW),
        () => repository.fill(fillOf()),
        () => repository.endOrder('order-1'),
        () => repository.saveControls(controls, entry),
        () => repository.reset(controls, entry),
        () => repository.appendAudit(entry),
        () => repository.probe(),
      ]) {
        await expect(write()).rejects.toThrow('has taken it over');
      }
      await successor.probe();
      await successor.close();
    });
  });
}
