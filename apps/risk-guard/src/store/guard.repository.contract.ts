import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { amount } from '../domain/amount.ts';
import { buy, fillOf, NOW, reservationOf } from '../domain/check-order.fixture.ts';
import type { Control, GuardStore, LoadOptions } from './guard.repository.ts';

/** One place where a guard's state lives, opened as often as a test asks. */
export interface StorePlace {
  open(): GuardStore;
  remove(): void;
}

export const AT_NOON: LoadOptions = { now: NOW, lossesSince: NOW - 1000, allowedSince: NOW - 1000 };
const entry = { at: NOW, actor: 'admin', action: 'state', outcome: 'accepted', detail: 'why', requestId: 'r' } as const;
const control: Control = {
  killSwitch: { engaged: true, actor: 'admin', reason: 'drill', since: NOW },
  environment: { since: NOW - 5 },
  state: 'halted',
  trip: { at: NOW - 7, loss: amount('500.000000000000000001') },
};

/** What every `GuardStore` does. */
export function describeGuardStore(name: string, makePlace: () => StorePlace): void {
  describe(`${name}, a guard store`, () => {
    let place: StorePlace;
    let store: GuardStore;
    beforeEach(async () => {
      place = makePlace();
      store = place.open();
      await store.load(AT_NOON);
    });
    afterEach(async () => {
      await store.close();
      place.remove();
    });

    async function reopened() {
      await store.close();
      store = place.open();
      return store.load(AT_NOON);
    }

    test('begins with nothing held, lost or ordered', async () => {
      const content = await reopened();
      expect(content).toEqual({
        control: { killSwitch: null, environment: null, state: 'active', trip: null },
        book: { positions: new Map(), prices: new Map(), reservations: [], allowedAt: [] },
        realised: [],
      });
    });

    test('keeps a reservation with all that it says, until it expires', async () => {
      const open = reservationOf(buy({ profile: null, reduceOnly: true }));
      await store.reserve(open);
      await store.reserve(reservationOf(buy({ clientOrderId: 'order-2' }), { reservationId: 'r2', expiresAt: NOW }));
      const { book } = await reopened();
      expect(book.reservations).toEqual([open]);
      expect(await store.findOrder('order-1')).toEqual({ state: 'reserved', reservation: open });
      expect(await store.findOrder('order-2')).toMatchObject({ state: 'reserved' });
      expect(await store.findOrder('order-3')).toBeNull();
    });

    test('knows when orders were allowed and at what price', async () => {
      await store.reserve(reservationOf(buy(), { reservedAt: NOW - 1001 }));
      await store.reserve(reservationOf(buy({ clientOrderId: 'b' }), { reservationId: 'r2', reservedAt: NOW - 999 }));
      const { book } = await reopened();
      expect(book.allowedAt).toEqual([NOW - 999]);
      expect(book.prices).toEqual(new Map([['BTCUSDT', { price: amount('50000'), at: NOW - 999 }]]));
    });

    test('replaces the reservation of an id, and counts both as allowed', async () => {
      await store.reserve(reservationOf(buy(), { reservationId: 'old', reservedAt: NOW - 2, expiresAt: NOW }));
      await store.reserve(reservationOf(buy(), { reservationId: 'new', reservedAt: NOW - 1 }));
      expect(await store.release('old', 'late')).toBeNull();
      const { book } = await reopened();
      expect(book.reservations).toMatchObject([{ reservationId: 'new' }]);
      expect(book.allowedAt).toEqual([NOW - 2, NOW - 1]);
    });

    test('releases a reservation once', async () => {
      const open = reservationOf(buy());
      await store.reserve(open);
      expect(await store.release('reservation-1', 'no fill')).toEqual(open);
      expect(await store.release('reservation-1', 'no fill')).toBeNull();
      expect(await store.release('never', 'no fill')).toBeNull();
      expect((await reopened()).book.reservations).toEqual([]);
      expect(await store.findOrder('order-1')).toEqual({ state: 'released', reservation: open });
    });

    test('takes a fill in once, exactly, and ends its reservation', async () => {
      await store.reserve(reservationOf(buy()));
      const fill = fillOf({ quantity: amount('0.100000000000000001'), realisedPnl: amount('-0.000000000000000001') });
      expect(await store.fill(fill)).toBeNull();
      expect(await store.fill(fillOf({ quantity: amount('9') }))).toEqual(fill);
      const { book, realised } = await reopened();
      expect(book.reservations).toEqual([]);
      expect(book.positions).toEqual(new Map([['BTCUSDT', amount('0.100000000000000001')]]));
      expect(realised).toEqual([{ at: NOW, pnl: amount('-0.000000000000000001') }]);
      expect(await store.release('reservation-1', 'late')).toBeNull();
      expect(await store.findOrder('order-1')).toMatchObject({ state: 'filled' });
    });

    test('takes a fill without a reservation in, and sells after buys', async () => {
      await store.fill(fillOf({ clientOrderId: 'a', quantity: amount('0.3') }));
      await store.fill(fillOf({ clientOrderId: 'b', side: 'sell', quantity: amount('0.1') }));
      expect((await reopened()).book.positions).toEqual(new Map([['BTCUSDT', amount('0.2')]]));
      expect(await store.findOrder('b')).toMatchObject({ state: 'filled' });
    });

    test('loads the fills that are recent enough', async () => {
      await store.fill(fillOf({ clientOrderId: 'a', filledAt: NOW - 1000 }));
      await store.fill(fillOf({ clientOrderId: 'b', filledAt: NOW - 999, realisedPnl: amount('5') }));
      expect((await reopened()).realised).toEqual([{ at: NOW - 999, pnl: amount('5') }]);
    });

    test('keeps the control with all that it says, and its audit entry', async () => {
      await store.saveControl(control, entry);
      expect((await reopened()).control).toEqual(control);
      expect(await store.audit(10)).toEqual([{ id: 1, ...entry }]);
      await store.saveControl({ killSwitch: null, environment: null, state: 'active', trip: null }, null);
      expect((await reopened()).control).toEqual({ killSwitch: null, environment: null, state: 'active', trip: null });
    });

    test('forgets losses and reservations when it is reset, and keeps positions and what comes after', async () => {
      const open = reservationOf(buy({ clientOrderId: 'open' }));
      await store.fill(fillOf({ clientOrderId: 'before' }));
      await store.reserve(open);
      await store.reset({ ...control, trip: null }, entry);
      await store.fill(fillOf({ clientOrderId: 'after', realisedPnl: amount('-3') }));
      const content = await reopened();
      expect(content.realised).toEqual([{ at: NOW, pnl: amount('-3') }]);
      expect(content.book.reservations).toEqual([]);
      expect(content.book.positions).toEqual(new Map([['BTCUSDT', amount('0.02')]]));
      expect(content.control).toEqual({ ...control, trip: null });
      expect(await store.audit(1)).toMatchObject([{ action: 'state' }]);
    });

    test('answers the newest audit entries first, and no more than asked for', async () => {
      for (const detail of ['1', '2', '3']) await store.appendAudit({ ...entry, requestId: null, detail });
      expect((await store.audit(2)).map(({ detail }) => detail)).toEqual(['3', '2']);
    });

    test('takes no write of a guard that another has followed', async () => {
      await store.reserve(reservationOf(buy()));
      const follower = place.open();
      await follower.load(AT_NOON);
      for (const write of [
        () => store.reserve(reservationOf(buy())),
        () => store.release('reservation-1', 'late'),
        () => store.fill(fillOf()),
        () => store.saveControl(control, entry),
        () => store.reset(control, entry),
        () => store.appendAudit(entry),
        () => store.probe(),
      ]) {
        await expect(write()).rejects.toThrow('another risk guard has taken it over');
      }
      await follower.probe();
      await follower.close();
    });
  });
}
