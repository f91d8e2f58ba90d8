import { type Amount, amount } from '@qt/domain';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buy, fillOf, MARKET, NOW, portfolioContent, reservationOf } from './check-order.fixture.ts';
import { MarketPrices } from './market-prices.ts';
import { Portfolio } from './portfolio.ts';
import { PortfolioModel } from './portfolio-model.fixture.ts';
import type { Reservation } from './reservation.ts';

const SYMBOLS = ['SOLUSDT', 'BTCUSDT', 'ETHUSDT'];
const WINDOW_MS = 20_000;
const TTL_MS = 30_000;

const order = {
  /** Few ids, so that they are used again. */
  id: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
  symbol: fc.constantFrom(...SYMBOLS),
  side: fc.constantFrom('buy' as const, 'buy' as const, 'sell' as const),
  quantity: fc.integer({ min: 1, max: 9 }),
  price: fc.integer({ min: 1, max: 99 }),
};

const step = fc.oneof(
  fc.record({ ...order, do: fc.constant('reserve' as const), accepted: fc.boolean() }),
  fc.record({ ...order, do: fc.constant('fill' as const), fee: fc.nat(3) }),
  fc.record({ do: fc.constantFrom('release' as const, 'cancel' as const), which: fc.nat(9) }),
  fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(1, WINDOW_MS - 1, WINDOW_MS, TTL_MS, 60_000) }),
  fc.record({ do: fc.constant('market' as const), symbol: order.symbol, price: order.price }),
  fc.record({ do: fc.constant('clear' as const) }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** What it answers, in the units of the model. */
function answersOf(portfolio: Portfolio, now: number): ReturnType<PortfolioModel['answers']> {
  const cents = (value: Amount) => value.times(100).toNumber();
  const one = amount(1);
  const confirmed = portfolio.confirmedValue();
  return {
    open: portfolio
      .openReservations(now)
      .map(({ reservationId }) => reservationId)
      .sort(),
    recent: portfolio.recent(now, WINDOW_MS).map(({ reservationId }) => reservationId),
    ordersLastMinute: portfolio.ordersLastMinute(now),
    cancelsLastMinute: portfolio.cancelsLastMinute(now),
    exposure: portfolio.exposure(now).map(({ symbol, quantity, notional }) => {
      return { symbol, quantity: quantity.toNumber(), notional: cents(notional) };
    }),
    cashFlow: cents(portfolio.cashFlow()),
    value: cents(portfolio.value()),
    confirmedValue: confirmed && cents(confirmed),
    lossOnOrder: cents(portfolio.lossOnOrder(now, one)),
    cashOnOrder: cents(portfolio.cashOnOrder(now, one)),
    symbols: SYMBOLS.map((symbol) => {
      const { otherExposure, otherOpenSymbols } = portfolio.others(symbol, now, one);
      return {
        held: portfolio.held(symbol).toNumber(),
        sellable: portfolio.sellable(symbol, now).toNumber(),
        committed: portfolio.committed(symbol, now).toNumber(),
        reference: portfolio.reference(symbol)?.price.toNumber() ?? null,
        otherExposure: cents(otherExposure),
        otherOpenSymbols,
      };
    }),
  };
}

/** A portfolio and its model, to which the same happens. */
class Both {
  now = NOW;
  readonly model = new PortfolioModel();
  readonly #market = new MarketPrices();
  readonly portfolio = new Portfolio(portfolioContent(), this.#market);
  readonly #reserved: Reservation[] = [];

  take(it: Step): void {
    if (it.do === 'wait') this.now += it.ms;
    if (it.do === 'clear') {
      this.model.clear();
      this.portfolio.clearReservations();
    }
    if (it.do === 'market') {
      this.model.mark(it.symbol, it.price);
      this.#market.accept([{ ...MARKET, symbol: it.symbol, price: amount(it.price), observedAt: ++this.now }]);
    }
    if (it.do === 'release' || it.do === 'cancel') {
      const reservation = this.#reserved.at(-1 - it.which);
      if (reservation === undefined) return;
      this.model[it.do](reservation.reservationId, this.now);
      this.portfolio[it.do](reservation, this.now);
    }
    if (it.do === 'fill') {
      this.model.fill(it.id, it);
      const { symbol, side } = it;
      const [quantity, price, fee] = [amount(it.quantity), amount(it.price), amount(it.fee)];
      this.portfolio.fill(fillOf({ clientOrderId: it.id, symbol, side, quantity, price, fee }));
    }
    if (it.do === 'reserve') {
      const { id, symbol, side, quantity, price, accepted } = it;
      const [reservationId, expiresAt] = [`r${this.#reserved.length}`, this.now + TTL_MS];
      this.model.reserve({ id, reservationId, symbol, side, quantity, price, at: this.now, expiresAt }, accepted);
      const terms = buy({ clientOrderId: id, symbol, side, quantity: amount(quantity) });
      const times = { reservedAt: this.now, expiresAt };
      const reservation = reservationOf(terms, { reservationId, price: amount(price), ...times });
      this.#reserved.push(reservation);
      this.portfolio.reserve(reservation, accepted);
    }
  }
}

test('a portfolio answers as one that keeps all that ever happened, whatever happens in whatever sequence', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const both = new Both();
      for (const one of steps) {
        both.take(one);
        expect(answersOf(both.portfolio, both.now)).toEqual(both.model.answers(SYMBOLS, both.now, WINDOW_MS));
      }
    }),
    { numRuns: 300 },
  );
});

test('a portfolio goes on from what was stored', () => {
  const open = reservationOf(buy(), { reservedAt: NOW - 1000, expiresAt: NOW + 1000 });
  const before = { ...open, reservationId: 'reservation-0', clientOrderId: 'order-0' };
  const portfolio = new Portfolio(
    portfolioContent({
      positions: new Map([['BTCUSDT', amount('2')]]),
      prices: new Map([['BTCUSDT', { price: amount('100'), at: NOW - 5000 }]]),
      reservations: [open],
      recent: [before, open],
      cashFlow: amount('-7'),
      allowedAt: [NOW - 60_000, NOW - 59_999, NOW - 1000],
      cancelledAt: [NOW - 60_000, NOW - 59_999],
    }),
  );
  expect(portfolio.positions()).toEqual(new Map([['BTCUSDT', amount('2')]]));
  expect(portfolio.openReservations(NOW)).toEqual([open]);
  expect(portfolio.recent(NOW, 5000)).toEqual([before, open]);
  expect([portfolio.ordersLastMinute(NOW), portfolio.cancelsLastMinute(NOW)]).toEqual([2, 1]);
  expect(portfolio.cashFlow()).toEqual(amount('-7'));
  expect(portfolio.value()).toEqual(amount('200'));
  expect(portfolio.reference('BTCUSDT')).toEqual({ price: amount('100'), at: NOW - 5000 });
});

test('the last price of a symbol is that of its first fill while no order has set one', () => {
  const portfolio = new Portfolio(portfolioContent());
  portfolio.fill(fillOf({ price: amount('100'), filledAt: NOW - 1 }));
  portfolio.fill(fillOf({ price: amount('200') }));
  expect(portfolio.reference('BTCUSDT')).toEqual({ price: amount('100'), at: NOW - 1 });
  portfolio.reserve(reservationOf(buy(), { price: amount('300'), reservedAt: NOW }), false);
  expect(portfolio.reference('BTCUSDT')?.price).toEqual(amount('100'));
  portfolio.reserve(reservationOf(buy(), { price: amount('300'), reservedAt: NOW }));
  expect(portfolio.reference('BTCUSDT')).toEqual({ price: amount('300'), at: NOW });
});
