import type { Profile } from '@qt/catalogue';
import type { BookedFill, Books } from '@qt/contracts';
import { type Amount, amount, decimalText, signedCash, signedQuantity, total, ZERO } from '@qt/domain';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { buy, fillOf, NOW, sell } from '../domain/check-order.fixture.ts';
import type { Limits } from '../domain/limits.ts';
import type { OrderRequest } from '../domain/order-request.ts';
import type { ReportedFill } from '../domain/reservation.ts';
import { fillOf as reportedFillOf } from '../orders/orders.mapper.ts';
import { guardHost, type RunningGuard } from '../risk/risk-engine.fixture.ts';
import { ApiBooks } from './api-books.ts';
import { bookedFillOf } from './books.mapper.ts';
import { BooksService } from './books.service.ts';

/** The API's ledger, in memory. */
class Ledger implements Pick<ApiBooks, 'books' | 'fills' | 'adopt'> {
  booked: ReportedFill[] = [];
  profiles: (Profile | null)[] = [];
  unconfirmed = new Set<string>();
  unsettled: string[] = [];
  open: Books['open'] = [];
  down = false;
  exchange: Books['exchange'] = { state: 'agree', detail: '' };
  /** Runs while the ledger is being read. */
  meanwhile = async () => {};

  async books(): Promise<Books> {
    if (this.down) throw new Error('connect ECONNREFUSED');
    const held = new Map<string, Amount>();
    for (const fill of this.booked) {
      held.set(fill.symbol, (held.get(fill.symbol) ?? ZERO).plus(signedQuantity(fill)));
    }
    const books: Books = {
      opening_balance: '100000',
      exchange: this.exchange,
      fills: this.booked.length,
      cash_flow: decimalText(total(this.booked.map(signedCash))),
      positions: [...held].map(([symbol, quantity]) => ({ symbol, quantity: decimalText(quantity) })),
      unconfirmed: this.#wire().filter(({ client_order_id }) => this.unconfirmed.has(client_order_id)),
      unsettled: this.unsettled,
      open: this.open,
    };
    await this.meanwhile();
    return books;
  }

  async *fills() {
    yield this.#wire();
  }

  async adopt(fills: readonly BookedFill[]) {
    this.booked.push(...fills.map(reportedFillOf));
  }

  #wire(): BookedFill[] {
    return this.booked.map((fill, sequence) =>
      bookedFillOf({ sequence, fill, reduceOnly: false, origin: 'manual', profile: this.profiles[sequence] ?? null }),
    );
  }
}

describe('the two books', () => {
  let host: ReturnType<typeof guardHost>;
  let it: RunningGuard;
  let ledger: Ledger;
  let service: BooksService;
  beforeEach(async () => {
    host = guardHost();
    ledger = new Ledger();
    await start();
  });
  afterEach(() => host.remove());

  async function start(limits: Partial<Limits> = {}) {
    it = await host.start({ limits: { priceBandPercent: amount('60'), ...limits } });
    it.facts.books.current = { state: 'unknown', detail: 'not compared since the start' };
    const { engine, orders, repository, facts, metrics, log } = it;
    service = new BooksService(ledger as never, engine, orders, repository, facts, metrics.instruments, log.log);
    service.onModuleInit();
  }
  const state = () => it.facts.books.current.state;
  const compared = () => it.log.events('books.compared').map(({ agree, detail }) => `${agree} ${detail}`);
  const differedAt = () => it.metrics.value('qt_risk_books_differed_timestamp_seconds');
  const fill = (id: string, changes: Partial<ReportedFill> = {}) =>
    fillOf({ clientOrderId: id, fee: amount('0.5'), realisedPnl: amount('-0.5'), ...changes });
  const sold = fill('c', {
    side: 'sell',
    quantity: amount('0.02'),
    price: amount('24500'),
    realisedPnl: amount('-510.5'),
  });

  /** Both have two buys and a sell at a loss. */
  async function trade() {
    ledger.booked = [fill('a', { quantity: amount('0.03') }), fill('b'), sold];
    for (const one of ledger.booked) await it.orders.confirm(one);
  }

  test('agree, and the exchange differs from the ledger: no new risk, and nothing is learned', async () => {
    await trade();
    ledger.exchange = { state: 'differ', detail: 'balance of USDT: expected 1, actual 2' };
    await service.compare();
    expect(it.facts.books.current).toMatchObject({
      state: 'differ',
      detail: 'the exchange: balance of USDT: expected 1, actual 2',
    });
    expect([compared(), it.log.events('books.adopted')]).toEqual([
      ['false the exchange: balance of USDT: expected 1, actual 2'],
      [],
    ]);
    ledger.exchange = { state: 'agree', detail: '' };
    await service.compare();
    expect(state()).toBe('agree');
  });

  test('are compared before new risk goes out after a start', async () => {
    await trade();
    await start();
    const order = buy({ clientOrderId: 'd', availableCash: amount('98488.5') });
    expect(await it.orders.reserve(order)).toMatchObject({
      denials: expect.arrayContaining([expect.objectContaining({ reason: 'reconciliation', observed: 'unknown' })]),
    });
    await service.compare();
    expect(state()).toBe('agree');
    expect(compared()).toEqual([]);
    expect(differedAt()).toBeUndefined();
  });

  test('of a guard whose database was lost: it learns every fill, with the loss of the day, and says so', async () => {
    await trade();
    const books = () => [it.engine.cashFlow(), it.engine.positions(), it.engine.loss()];
    const before = books();
    await host.loseDatabase();
    await start();
    expect(it.engine.loss()).toEqual(ZERO);
    await service.compare();
    expect(books()).toEqual(before);
    expect(state()).toBe('agree');
    expect(it.engine.account().trip).not.toBeNull();
    expect(compared()).toEqual([
      'false fills 0, in the ledger 3; cash flow 0, in the ledger -1511.5; BTCUSDT 0, in the ledger 0.02',
      'true they agree again after 0 s',
    ]);
    expect(it.log.events('books.adopted')).toEqual([{ by: 'risk-guard', fills: 3, orders: 0 }]);
    expect(differedAt()).toBe(NOW / 1000);
    const audit = await it.repository.audit({ limit: 9, kind: 'decision' });
    expect(audit.map(({ actor }) => actor)).toEqual(Array(3).fill('reconciliation'));
  });

  test('of a guard whose database was lost: what the API holds can be sold meanwhile, more cannot', async () => {
    await host.loseDatabase();
    await start();
    const exit = (id: string, quantity: string) =>
      it.orders.reserve(sell({ clientOrderId: id, quantity: amount(quantity), callerHeld: amount('20') }));
    expect(await exit('more', '20.1')).toMatchObject({ decision: 'denied' });
    expect(await exit('all', '20')).toMatchObject({ decision: 'allowed', waived: [{ reason: 'reconciliation' }] });
  });

  test('of an API whose ledger is older: it is given what it lacks, in order', async () => {
    await trade();
    ledger.booked = ledger.booked.slice(0, 1);
    await service.compare();
    expect(state()).toBe('agree');
    expect(ledger.booked.map(({ clientOrderId }) => clientOrderId)).toEqual(['a', 'b', 'c']);
    expect(compared()).toHaveLength(2);
  });

  test('that cannot be made to agree deny new risk for as long, and the log says so once', async () => {
    await trade();
    ledger.booked[0] = fill('a', { quantity: amount('0.03'), price: amount('50001') });
    await service.compare();
    await service.compare();
    expect(state()).toBe('differ');
    expect(compared()).toHaveLength(1);
    expect(it.metrics.value('qt_risk_denying', { reason: 'reconciliation' })).toBe(1);
  });

  test('differ for a day after a loss that the API hid, which counts, and the log and the audit say so', async () => {
    const hidden = { ...sold, realisedPnl: ZERO };
    ledger.booked = [fill('a', { quantity: amount('0.03') }), fill('b'), hidden];
    for (const one of ledger.booked) await it.orders.confirm(one, undefined, { profile: 'balanced' });
    for (const again of [false, true]) {
      if (again) await start();
      expect(it.engine.loss()).toEqual(amount('511.5'));
      await service.compare();
      expect(state()).toBe('differ');
      expect(compared()).toEqual(['false realised by c -510.5, in the ledger 0']);
    }
    const [entry] = await it.repository.audit({ limit: 1, kind: 'decision' });
    expect(entry?.detail).toContain('realised 0 as reported, counted as -510.5');
    host.clock.now += 24 * 3_600_000;
    await service.compare();
    expect(state()).toBe('agree');
  });

  test('agree again once an operator has settled a dispute, by name and reason, and the loss that was still counts', async () => {
    ledger.booked = [fill('a', { quantity: amount('0.03') }), fill('b'), { ...sold, realisedPnl: ZERO }];
    for (const one of ledger.booked) await it.orders.confirm(one, undefined, { profile: 'balanced' });
    await service.compare();
    const by = { actor: 'anna', reason: 'the ledger had the wrong cost', requestId: null };
    await expect(it.risk.settleDispute('a', by)).rejects.toThrow("books.disputes of GET /risk, actual 'a'");
    await it.risk.settleDispute('c', by);
    await expect(it.risk.settleDispute('c', by)).rejects.toThrow('client_order_id: expected one in');
    for (const again of [false, true]) {
      if (again) await start();
      await service.compare();
      expect(state()).toBe('agree');
      expect(it.engine.loss()).toEqual(amount('511.5'));
    }
    const [entry] = await it.repository.audit({ limit: 1, kind: 'act' });
    expect(entry).toMatchObject({
      actor: 'anna',
      action: 'settle-dispute',
      detail: 'c, realised -510.5, reported 0: the ledger had the wrong cost',
    });
  });

  test('of which only a realised figure differs let nobody sell more than the guard has booked', async () => {
    for (const one of [fill('a', { quantity: amount('0.03') }), { ...sold, realisedPnl: ZERO }]) {
      ledger.booked.push(one);
      await it.orders.confirm(one, undefined, { profile: 'balanced' });
    }
    await service.compare();
    expect(state()).toBe('differ');
    const exit = (id: string, quantity: string) =>
      it.orders.reserve(sell({ clientOrderId: id, quantity: amount(quantity), callerHeld: amount('5') }));
    expect(await exit('more', '0.02')).toMatchObject({ decision: 'denied' });
    expect(await exit('all', '0.01')).toMatchObject({ decision: 'allowed', waived: [{ reason: 'reconciliation' }] });
  });

  test('count positions of each profile alike, also of a guard whose database was lost', async () => {
    for (const [profile, price] of [
      ['balanced', '50000'],
      ['aggressive', '60000'],
    ] as const) {
      await it.orders.confirm(fill(profile, { price: amount(price) }), undefined, { profile });
    }
    const exit = fill('c', { side: 'sell', price: amount('60000'), realisedPnl: amount('-0.5') });
    await it.orders.confirm(exit, undefined, { profile: 'aggressive' });
    const stored = await it.repository.fillsAfter(0, 9);
    expect(stored.map(({ profile }) => profile)).toEqual(['balanced', 'aggressive', 'aggressive']);
    ledger.booked = stored.map((one) => one.fill);
    ledger.profiles = stored.map(({ profile }) => profile);
    for (const lost of [false, true]) {
      if (lost) await host.loseDatabase();
      await start();
      await service.compare();
      expect(state()).toBe('agree');
      expect(it.engine.disputes()).toEqual([]);
      expect(it.engine.loss()).toEqual(amount('1.5'));
    }
  });

  test('agree while a fill is on its way to the guard', async () => {
    await trade();
    ledger.booked.push(fill('d'));
    ledger.unconfirmed.add('d').add('c');
    await service.compare();
    expect(state()).toBe('agree');
  });

  describe('an order that has filled in part and is still open', () => {
    const part = (quantity: string, changes: Partial<ReportedFill> = {}) =>
      fill('open', { quantity: amount(quantity), open: true, ...changes });
    beforeEach(async () => {
      await service.compare();
      await it.orders.reserve(buy({ clientOrderId: 'open', rests: true }));
      ledger.unsettled = ['open'];
    });

    test('agrees while its part is on its way to the guard, and once that is booked', async () => {
      ledger.booked = [part('0.004')];
      ledger.unconfirmed.add('open');
      await service.compare();
      expect(state()).toBe('agree');
      await it.orders.confirm(part('0.004'));
      ledger.booked = [part('0.007')];
      await service.compare();
      expect(state()).toBe('agree');
      expect(compared()).toEqual([]);
      expect(it.engine.openReservations()).toBe(1);
    });

    test('is learned by a guard that lost it, once, and what has not filled stays reserved', async () => {
      await it.orders.confirm(part('0.004'));
      ledger.booked = [part('0.006')];
      for (const _ of [1, 2]) await service.compare();
      expect(state()).toBe('agree');
      expect(compared()).toHaveLength(2);
      expect(it.engine.positions()).toEqual(new Map([['BTCUSDT', amount('0.006')]]));
      expect(it.engine.exposure()).toMatchObject([{ quantity: amount('0.01') }]);
    });
  });

  describe('an open order whose reservation the guard does not have', () => {
    const LIMITS = {
      maxNotionalPerTrade: amount('6000'),
      maxPositionNotional: amount('6000'),
      maxGrossExposure: amount('6000'),
    };
    const openOrder = (changes: Partial<Books['open'][number]> = {}): Books['open'][number] => ({
      client_order_id: 'open',
      reservation_id: 'r-open',
      symbol: 'BTCUSDT',
      side: 'buy',
      quantity: '0.1',
      reduce_only: false,
      origin: 'manual',
      profile: null,
      price: '50000',
      ...changes,
    });
    const asked = (id: string) =>
      it.orders.reserve(buy({ clientOrderId: id, symbol: 'ETHUSDT', callerHeld: ZERO, quantity: amount('0.1') }));
    const outOfRoom = { decision: 'denied', denials: [{ reason: 'gross_exposure_limit' }] };
    const openInLedger = (order = openOrder()) => {
      ledger.open = [order];
      ledger.unsettled = [order.client_order_id];
    };
    const adopted = () => it.log.events('books.adopted');
    beforeEach(() => start(LIMITS));

    test('counts again before new risk goes out of a guard whose database was lost', async () => {
      openInLedger();
      await host.loseDatabase();
      await start(LIMITS);
      await service.compare();
      expect(state()).toBe('agree');
      expect(compared()[0]).toBe('false open orders 0, in the ledger 1');
      expect(adopted()).toEqual([{ by: 'risk-guard', fills: 0, orders: 1 }]);
      expect(await asked('next')).toMatchObject(outOfRoom);
      await start(LIMITS);
      await service.compare();
      expect(adopted()).toEqual([]);
      expect(await asked('after-a-restart')).toMatchObject(outOfRoom);
    });

    test('counts with what has not filled of it, and gives that back when it ends', async () => {
      ledger.booked = [fill('open', { quantity: amount('0.04'), open: true })];
      openInLedger();
      await service.compare();
      expect(state()).toBe('agree');
      const whole = [{ symbol: 'BTCUSDT', quantity: amount('0.1') }];
      expect(it.engine.exposure()).toMatchObject(whole);
      await start(LIMITS);
      await service.compare();
      expect(it.engine.exposure()).toMatchObject(whole);
      expect(await it.orders.release('r-open', 'cancelled')).toBe(true);
      expect(it.engine.exposure()).toMatchObject([{ quantity: amount('0.04') }]);
    });

    test('counts again after a reset that dropped it, without a difference between the books', async () => {
      await service.compare();
      expect(
        await it.orders.reserve(buy({ clientOrderId: 'open', quantity: amount('0.1'), rests: true })),
      ).toMatchObject({
        decision: 'allowed',
      });
      openInLedger();
      await it.risk.reset({ actor: 'anna', reason: 'to see', requestId: null });
      expect(it.engine.openReservations()).toBe(0);
      await service.compare();
      expect(compared()).toEqual([]);
      expect(adopted()).toEqual([{ by: 'risk-guard', fills: 0, orders: 1 }]);
      expect(await asked('next')).toMatchObject(outOfRoom);
    });

    test.each([
      ['the guard’s own price, where that is higher', '10', '5025'],
      ['the price in the ledger, where that is higher', '60000', '6030'],
    ])('costs what it may at %s', async (_, price, cost) => {
      openInLedger(openOrder({ price }));
      await service.compare();
      expect(it.engine.context('ETHUSDT', null).cashOnOrder).toEqual(amount(cost));
    });

    test('is no verdict when it ended while the books were compared', async () => {
      await service.compare();
      const allowed = await it.orders.reserve(buy({ clientOrderId: 'open', rests: true }));
      if (allowed.decision !== 'allowed') throw new Error('expected it allowed');
      openInLedger();
      ledger.meanwhile = async () => {
        await it.orders.release(allowed.reservation.reservationId, 'cancelled');
      };
      await service.compare();
      expect(adopted()).toEqual([]);
      expect(it.engine.openReservations()).toBe(0);
    });

    test('differs for as long as no price says what it may cost', async () => {
      openInLedger(openOrder({ symbol: 'SOLUSDT', price: null }));
      await service.compare();
      expect(it.facts.books.current).toMatchObject({
        state: 'differ',
        detail: expect.stringContaining('open order open: expected a price of SOLUSDT, actual none'),
      });
    });
  });

  test('of an order that rests and that a restored ledger does not have any more: what it reserved is given back', async () => {
    await service.compare();
    const order = (id: string) => it.orders.reserve(buy({ clientOrderId: id, rests: true }));
    await order('forgotten');
    await it.orders.reserve(buy({ clientOrderId: 'that does not rest' }));
    host.clock.now += 1;
    ledger.meanwhile = async () => {
      await order('placed meanwhile');
    };
    await service.compare();
    expect(it.engine.openReservations()).toBe(2);
    const entries = await it.repository.audit({ limit: 9, kind: 'decision' });
    expect(entries.filter(({ action }) => action === 'release').map(({ detail }) => detail)).toEqual([
      expect.stringContaining('the ledger does not have its order'),
    ]);
  });

  test('differ after a fill at a price that is far from the guard’s own, until an operator settles it', async () => {
    ledger.booked = [fill('a', { price: amount('90000') })];
    await it.orders.confirm(fill('a', { price: amount('90000') }));
    await service.compare();
    expect(compared()).toEqual(['false price of a 50000, in the ledger 90000']);
    await it.risk.settleDispute('a', { actor: 'anna', reason: 'the exchange says so', requestId: null });
    await service.compare();
    expect(state()).toBe('agree');
    const [entry] = await it.repository.audit({ limit: 1, kind: 'act' });
    expect(entry?.detail).toBe('a, price 50000, reported 90000: the exchange says so');
  });

  describe('an order whose outcome the venue does not tell', () => {
    const ROOM_FOR_ONE = {
      maxNotionalPerTrade: amount('6000'),
      maxPositionNotional: amount('6000'),
      maxGrossExposure: amount('6000'),
    };
    const ask = (id: string, changes: Partial<OrderRequest> = {}) =>
      it.orders.reserve(buy({ clientOrderId: id, quantity: amount('0.1'), ...changes }));
    const pass = (ms: number) => {
      host.clock.now += ms;
    };
    beforeEach(async () => {
      await start(ROOM_FOR_ONE);
      await service.compare();
      expect(await ask('unknown')).toMatchObject({ decision: 'allowed' });
      ledger.unsettled = ['unknown'];
      await service.compare();
    });
    const denied = { decision: 'denied', denials: [{ reason: 'gross_exposure_limit' }] };

    test.each(['while it runs', 'after a restart'])(
      'counts for longer than its reservation lasts, %s',
      async (when) => {
        pass(31_000);
        if (when === 'after a restart') {
          await start(ROOM_FOR_ONE);
          await service.compare();
        }
        expect(await ask('next', { symbol: 'ETHUSDT', callerHeld: ZERO })).toMatchObject(denied);
        expect(it.engine.openReservations()).toBe(1);
      },
    );

    test('counts no more once it has ended', async () => {
      pass(31_000);
      ledger.unsettled = [];
      await service.compare();
      expect(it.engine.openReservations()).toBe(0);
      expect(await ask('next', { symbol: 'ETHUSDT', callerHeld: ZERO })).toMatchObject({ decision: 'allowed' });
    });

    test('counts once when it has filled, whatever an old list says', async () => {
      pass(31_000);
      const filled = fill('unknown', { quantity: amount('0.1') });
      await it.orders.confirm(filled);
      ledger.booked = [filled];
      await service.compare();
      expect(it.engine.openReservations()).toBe(0);
      expect(it.engine.exposure()).toMatchObject([{ symbol: 'BTCUSDT', quantity: amount('0.1') }]);
    });
  });

  test('are no verdict when a fill is booked while they are compared', async () => {
    await trade();
    ledger.meanwhile = async () => {
      await it.orders.confirm(fill('d'));
    };
    await service.compare();
    expect(state()).toBe('unknown');
    expect(compared()).toEqual([]);
  });

  test('stay as they were found while the API is away', async () => {
    ledger.down = true;
    await service.compare();
    expect(it.facts.books.current).toMatchObject({ state: 'unknown', detail: 'not compared: connect ECONNREFUSED' });
    ledger.down = false;
    await service.compare();
    ledger.down = true;
    await service.compare();
    expect(state()).toBe('agree');
  });
});
