import { amount, ZERO } from '@qt/domain';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buy, context, limits, MODEL as MODEL_OF_BUY, NOW, reservationOf } from './check-order.fixture.ts';
import { checkOrder } from './check-order.ts';
import { MODEL, reasonsByModel, type Situation } from './reference-model.fixture.ts';

const HOUR = 3_600_000;

/** Values on, just inside and just outside of an edge are as likely as any other. */
const near = (edge: number, most = 2 * edge) =>
  fc.oneof(fc.constantFrom(edge - 1, edge, edge + 1), fc.integer({ min: 0, max: most }));

const situation: fc.Arbitrary<Situation> = fc.record({
  side: fc.constantFrom('buy' as const, 'buy' as const, 'sell' as const),
  reduceOnly: fc.boolean(),
  quantity: fc.oneof(
    fc.integer({ min: 1, max: 12 }),
    near(MODEL.quantity).map((lots) => lots + 1),
  ),
  price: fc.option(fc.constantFrom(90, 100, 110, 111), { freq: 9 }),
  priceAgeMs: near(MODEL.ageMs),
  marketPrice: fc.option(fc.constantFrom(99, 100, 101), { freq: 9 }),
  marketAgeMs: near(MODEL.ageMs),
  symbolAllowed: often(true),
  booksAgree: often(true),
  clockOffsetMs: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.constantFrom(-5001, -5000, 5000, 5001)),
  killSwitch: often(false),
  freezesExits: fc.boolean(),
  state: fc.oneof({ weight: 5, arbitrary: fc.constant('active' as const) }, fc.constantFrom('reducing', 'halted')),
  filledBefore: often(false),
  held: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 60 })),
  openSells: fc.integer({ min: 0, max: 3 }),
  openBuys: fc.integer({ min: 0, max: 3 }),
  loss: near(MODEL.loss),
  tripped: often(false),
  equityFall: near(MODEL.fall),
  ordersLastMinute: near(MODEL.ordersPerMinute),
  cancelsLastMinute: near(MODEL.cancelsPerMinute),
  likeAgoMs: fc.option(near(MODEL.duplicateWindowMs), { freq: 1, nil: null }),
  callerHeld: fc.option(fc.constantFrom(0, 5, 60)),
  profilePromoted: often(true),
  cash: fc.constantFrom(1000, 1100, 50_000),
  callerCash: fc.constantFrom(1000, 1100, 50_000),
  cashOnOrder: fc.integer({ min: 0, max: 300 }),
  otherExposure: near(15_000),
  otherSymbols: near(MODEL.symbols),
  signal: fc.option(
    fc.record({
      confidence: fc.constantFrom(0.5, 0.6, 0.7),
      entryThreshold: fc.constant(0.6),
      modelVersion: fc.constant('m-1'),
      modelExpiresAt: fc.constantFrom(NOW - HOUR, NOW, NOW + HOUR),
    }),
  ),
  modelExpiresAt: fc.constantFrom(NOW - HOUR, NOW, NOW + HOUR, NOW + HOUR, null),
});

function often(value: boolean): fc.Arbitrary<boolean> {
  return fc.oneof({ weight: 5, arbitrary: fc.constant(value) }, fc.constant(!value));
}

function reasonsOf(it: Situation) {
  const order = buy({
    side: it.side,
    reduceOnly: it.reduceOnly,
    symbol: it.symbolAllowed ? 'BTCUSDT' : 'DOGEUSDT',
    quantity: amount(it.quantity),
    quote: it.price === null ? null : { price: amount(it.price), observedAt: NOW - it.priceAgeMs },
    availableCash: amount(it.callerCash),
    callerHeld: it.callerHeld === null ? null : amount(it.callerHeld),
    signal: it.signal,
  });
  const held = amount(it.held);
  const given = context({
    killSwitch: it.killSwitch
      ? { engaged: true, source: 'override', actor: 'anna', reason: 'drill', since: 'now' }
      : { engaged: false, source: 'environment' },
    tradingState: it.state,
    known: it.filledBefore ? { state: 'filled' } : null,
    recent:
      it.likeAgoMs === null ? [] : [reservationOf(order, { clientOrderId: 'earlier', reservedAt: NOW - it.likeAgoMs })],
    books: it.booksAgree ? { state: 'agree' } : { state: 'unknown', detail: 'not compared' },
    clockOffsetMs: it.clockOffsetMs,
    loss: amount(it.loss),
    trip: it.tripped ? { at: NOW - 1, loss: amount(it.loss) } : null,
    equity: amount(100_000 - it.equityFall),
    ordersLastMinute: it.ordersLastMinute,
    cancelsLastMinute: it.cancelsLastMinute,
    market:
      it.marketPrice === null
        ? null
        : { symbol: 'BTCUSDT', price: amount(it.marketPrice), source: 'binance', observedAt: NOW - it.marketAgeMs },
    held,
    sellable: held.minus(it.openSells),
    committed: held.plus(it.openBuys),
    cash: amount(it.cash),
    cashOnOrder: amount(it.cashOnOrder),
    lossOnOrder: ZERO,
    models:
      it.modelExpiresAt === null
        ? []
        : [
            {
              ...MODEL_OF_BUY,
              expiresAt: it.modelExpiresAt,
              ...(it.profilePromoted ? {} : { profiles: ['aggressive'] }),
            },
          ],
    otherExposure: amount(it.otherExposure),
    otherOpenSymbols: it.otherSymbols,
  });
  const symbols = new Map(['BTCUSDT', 'DOGEUSDT'].map((symbol) => [symbol, amount(MODEL.quantity)]));
  const inForce = limits({
    allowedSymbols: new Set(['BTCUSDT']),
    maxQuantity: symbols,
    maxDrawdown: amount(MODEL.fall).dividedBy(100_000),
    maxOpenPositions: MODEL.symbols,
    duplicateWindowMs: MODEL.duplicateWindowMs,
    costAllowancePercent: amount(1),
    killSwitchFreezesExits: it.freezesExits,
  });
  const check = checkOrder(order, given, inForce);
  // What is explained is what was decided.
  const spokeAgainst = check.rules.filter(({ verdict }) => verdict !== 'passed');
  const denied = check.result === 'denied';
  const denials = spokeAgainst.filter(({ verdict }) => verdict === 'denied').map(({ verdict, ...denial }) => denial);
  expect(denials).toEqual(denied ? check.denials : []);
  if (!denied) expect(spokeAgainst.map(({ verdict, ...denial }) => denial)).toEqual(check.waived);
  return check.result === 'denied' ? check.denials.map(({ reason }) => reason) : [];
}

test('every order is denied for just what the reference model denies it for, in the same sequence', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(situation, (it) => {
      const expected = reasonsByModel(it, NOW);
      for (const reason of expected) seen.add(reason);
      if (expected.length === 0) seen.add('passed');
      expect(reasonsOf(it)).toEqual(expected);
    }),
    { numRuns: 3000 },
  );
  // Every reason that a rule gives, and the order that none of them denies.
  expect(seen.size).toBe(23);
});
