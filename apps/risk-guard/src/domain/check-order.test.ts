import { DENIAL_REASONS, type DenialReason } from '@qt/catalogue';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { amount } from './amount.ts';
import { buy, calm, holding, limits, NOW, reservationOf, sell } from './check-order.fixture.ts';
import { decide, tradingDenial } from './check-order.ts';
import type { Limits } from './limits.ts';
import type { Situation } from './order-context.ts';
import type { Order } from './order-request.ts';

type Case = [order: Order, situation: Situation, limits?: Limits];
interface Edge {
  readonly reason: DenialReason;
  readonly what: string;
  /** Just inside: allowed. */
  readonly inside: Case;
  /** Just outside: denied. */
  readonly outside: Case;
  readonly limit: string | null;
  readonly observed: string | null;
}

const engaged = { engaged: true, source: 'override', actor: 'admin', reason: 'drill', since: 'x' } as const;
const at = (price: string, ageMs = 1000) => ({ price: amount(price), observedAt: NOW - ageMs });
const trip = { at: NOW - 3_600_000, loss: amount('510') };
const signal = { confidence: 0.6, entryThreshold: 0.6, modelExpiresAt: NOW + 1 };
const filled = { state: 'filled' } as const;
const iso = (time: number) => new Date(time).toISOString();

const EDGES: readonly Edge[] = [
  {
    reason: 'kill_switch',
    what: 'the kill switch',
    inside: [buy(), calm()],
    outside: [buy(), calm({ killSwitch: engaged })],
    limit: 'released',
    observed: 'engaged',
  },
  {
    reason: 'kill_switch',
    what: 'the kill switch, for an exit too',
    inside: [sell(), holding(amount('1'))],
    outside: [sell(), holding(amount('1'), { killSwitch: engaged })],
    limit: 'released',
    observed: 'engaged',
  },
  {
    reason: 'reducing_only',
    what: 'the state reducing',
    inside: [sell(), holding(amount('1'), { state: 'reducing' })],
    outside: [buy(), holding(amount('1'), { state: 'reducing' })],
    limit: 'reducing',
    observed: 'buy',
  },
  {
    reason: 'reducing_only',
    what: 'the state halted, for an exit too',
    inside: [sell(), holding(amount('1'))],
    outside: [sell(), holding(amount('1'), { state: 'halted' })],
    limit: 'halted',
    observed: 'sell',
  },
  {
    reason: 'reducing_only',
    what: 'a buy marked reduce-only',
    inside: [sell({ reduceOnly: true }), holding(amount('1'))],
    outside: [buy({ reduceOnly: true }), holding(amount('1'))],
    limit: 'reduce_only',
    observed: 'buy',
  },
  {
    reason: 'duplicate_order',
    what: 'an id that has filled',
    inside: [buy(), calm({ known: { state: 'released', reservation: reservationOf(sell()) } })],
    outside: [buy(), calm({ known: filled })],
    limit: null,
    observed: 'order-1',
  },
  {
    reason: 'duplicate_order',
    what: 'an id that stands for another body, expired or not',
    inside: [buy(), calm({ known: { state: 'reserved', reservation: reservationOf(buy(), { expiresAt: NOW }) } })],
    outside: [buy(), calm({ known: { state: 'reserved', reservation: reservationOf(sell(), { expiresAt: NOW }) } })],
    limit: null,
    observed: 'order-1',
  },
  {
    reason: 'symbol_not_allowed',
    what: 'allowed symbols',
    inside: [buy({ symbol: 'ETHUSDT' }), calm()],
    outside: [buy({ symbol: 'DOGEUSDT' }), calm()],
    limit: 'BTCUSDT,ETHUSDT',
    observed: 'DOGEUSDT',
  },
  {
    reason: 'symbol_not_allowed',
    what: 'allowed symbols: a position in another can be sold, what is not held cannot',
    inside: [sell({ symbol: 'DOGEUSDT' }), holding(amount('1'))],
    outside: [sell({ symbol: 'DOGEUSDT' }), calm()],
    limit: 'BTCUSDT,ETHUSDT',
    observed: 'DOGEUSDT',
  },
  {
    reason: 'daily_loss_limit',
    what: 'the daily loss',
    inside: [buy(), calm({ loss: amount('499.999999999999999999') })],
    outside: [buy(), calm({ loss: amount('500') })],
    limit: '500',
    observed: '500',
  },
  {
    reason: 'cooldown',
    what: 'the time of the fail-safe',
    inside: [buy(), calm({ trip })],
    outside: [buy(), calm({ trip: { ...trip, at: trip.at + 1 } })],
    limit: iso(NOW + 1),
    observed: iso(NOW),
  },
  {
    reason: 'cooldown',
    what: 'a fail-safe that only a reset ends',
    inside: [buy(), calm(), limits({ failsafeResetMs: null })],
    outside: [buy(), calm({ trip: { ...trip, at: 0 } }), limits({ failsafeResetMs: null })],
    limit: 'POST /risk/reset',
    observed: iso(NOW),
  },
  {
    reason: 'rate_limited',
    what: 'orders a minute',
    inside: [buy(), calm({ ordersLastMinute: 119 })],
    outside: [buy(), calm({ ordersLastMinute: 120 })],
    limit: '120',
    observed: '120',
  },
  {
    reason: 'price_missing',
    what: 'a price, for an exit too',
    inside: [sell(), holding(amount('1'))],
    outside: [sell({ quote: null }), holding(amount('1'))],
    limit: null,
    observed: null,
  },
  {
    reason: 'price_stale',
    what: 'the age of the price, for an exit too',
    inside: [sell({ quote: at('50000', 90_000) }), holding(amount('1'))],
    outside: [sell({ quote: at('50000', 90_001) }), holding(amount('1'))],
    limit: '90 s',
    observed: '90.001 s',
  },
  {
    reason: 'price_stale',
    what: 'a price from the future',
    inside: [buy({ quote: at('50000', -5000) }), calm()],
    outside: [buy({ quote: at('50000', -5001) }), calm()],
    limit: '-5 s',
    observed: '-5.001 s',
  },
  {
    reason: 'price_out_of_band',
    what: 'the band above',
    inside: [buy({ quote: at('55000') }), calm({ reference: { price: amount('50000'), at: NOW - 300_000 } })],
    outside: [buy({ quote: at('55000.01') }), calm({ reference: { price: amount('50000'), at: NOW - 300_000 } })],
    limit: '10%',
    observed: '10%',
  },
  {
    reason: 'price_out_of_band',
    what: 'the band below, while the reference is recent',
    inside: [buy({ quote: at('5000') }), calm({ reference: { price: amount('50000'), at: NOW - 300_001 } })],
    outside: [buy({ quote: at('5000') }), calm({ reference: { price: amount('50000'), at: NOW - 300_000 } })],
    limit: '10%',
    observed: '90%',
  },
  {
    reason: 'model_expired',
    what: "the model's expiry",
    inside: [buy({ signal }), calm()],
    outside: [buy({ signal: { ...signal, modelExpiresAt: NOW } }), calm()],
    limit: iso(NOW),
    observed: iso(NOW),
  },
  {
    reason: 'low_confidence',
    what: 'confidence',
    inside: [buy({ signal }), calm()],
    outside: [buy({ signal: { ...signal, confidence: 0.5999 } }), calm()],
    limit: '0.6',
    observed: '0.5999',
  },
  {
    reason: 'notional_limit',
    what: 'notional',
    inside: [buy({ quantity: amount('0.02') }), calm()],
    outside: [buy({ quantity: amount('0.02000001') }), calm()],
    limit: '1000',
    observed: '1000.0005',
  },
  {
    reason: 'position_limit',
    what: 'the worth of one symbol',
    inside: [buy(), holding(amount('0.09'))],
    outside: [buy(), holding(amount('0.090001'))],
    limit: '5000',
    observed: '5000.05',
  },
  {
    reason: 'max_open_positions',
    what: 'open symbols: one more of a held symbol is none more',
    inside: [buy(), holding(amount('0.01'), { otherOpenSymbols: 3 })],
    outside: [buy(), calm({ otherOpenSymbols: 3 })],
    limit: '3',
    observed: '4',
  },
  {
    reason: 'gross_exposure_limit',
    what: 'gross exposure',
    inside: [buy(), holding(amount('0.01'), { otherExposure: amount('19000') })],
    outside: [buy(), holding(amount('0.01'), { otherExposure: amount('19000.01') })],
    limit: '20000',
    observed: '20000.01',
  },
  {
    reason: 'insufficient_balance',
    what: 'cash, with an allowance for the fee and less what is on order',
    inside: [buy({ availableCash: amount('1000') }), calm({ cashOnOrder: amount('497.5') })],
    outside: [buy({ availableCash: amount('1000') }), calm({ cashOnOrder: amount('497.51') })],
    limit: '502.49',
    observed: '502.5',
  },
  {
    reason: 'insufficient_balance',
    what: 'what is held, less open sells',
    inside: [sell(), holding(amount('0.01'))],
    outside: [sell(), holding(amount('0.02'), { sellable: amount('0.00999999') })],
    limit: '0.00999999',
    observed: '0.01',
  },
];

describe('decide, at the edge of', () => {
  for (const { reason, what, inside, outside, limit, observed } of EDGES) {
    test(`${what}: ${reason}`, () => {
      const [order, situation, own = limits()] = inside;
      expect(decide(order, situation, own)).toMatchObject({ outcome: 'allowed' });
      const denial = decide(outside[0], outside[1], outside[2] ?? limits());
      expect(denial).toMatchObject({ outcome: 'denied', reason, limit, observed, message: expect.any(String) });
    });
  }

  test('every reason but the one of a failing store', () => {
    expect(new Set(EDGES.map(({ reason }) => reason)).add('store_unavailable')).toEqual(new Set(DENIAL_REASONS));
  });
});

describe('decide', () => {
  test('answers the repetition of an order with the reservation that it holds, whatever has become of price and cash', () => {
    const reservation = reservationOf(buy());
    const again = buy({ quantity: amount('0.010'), quote: null, availableCash: amount('0') });
    const situation = calm({ known: { state: 'reserved', reservation } });
    expect(decide(again, situation, limits())).toEqual({ outcome: 'held', reservation });
  });

  test('stops the repetition of an order when the kill switch has been engaged since', () => {
    const known = { state: 'reserved', reservation: reservationOf(buy()) } as const;
    expect(decide(buy(), calm({ known, killSwitch: engaged }), limits())).toMatchObject({ reason: 'kill_switch' });
  });

  test('says for the account alone why nothing can be opened', () => {
    expect(tradingDenial(calm(), limits())).toBeNull();
    expect(tradingDenial(calm({ state: 'reducing' }), limits())).toMatchObject({ reason: 'reducing_only' });
    expect(tradingDenial(calm({ loss: amount('500') }), limits())).toMatchObject({ reason: 'daily_loss_limit' });
  });

  test('names the most severe of several reasons', () => {
    const worst = calm({ killSwitch: engaged, state: 'halted', loss: amount('501'), ordersLastMinute: 999 });
    expect(decide(buy({ symbol: 'DOGEUSDT', quote: null }), worst, limits())).toMatchObject({ reason: 'kill_switch' });
  });

  const money = fc.nat(1_000_000).map((units) => amount(String(units)));
  const anySituation = fc.record({
    state: fc.constantFrom('active' as const, 'reducing' as const),
    loss: money,
    trip: fc.option(fc.record({ at: fc.nat(NOW), loss: money })),
    ordersLastMinute: fc.nat(1000),
    otherExposure: money,
    otherOpenSymbols: fc.nat(100),
    cashOnOrder: money,
    reference: fc.option(fc.record({ price: money.map((price) => price.plus(1)), at: fc.constant(NOW) })),
  });

  test('lets an exit of what is held pass in any state but halted, whatever was lost, is held or on order', () => {
    fc.assert(
      fc.property(anySituation, fc.integer({ min: 1, max: 1_000_000 }), (changes, quantity) => {
        const held = amount(String(quantity));
        const order = sell({ quantity: held, availableCash: amount('0'), signal: { ...signal, modelExpiresAt: 0 } });
        expect(decide(order, holding(held, changes), limits())).toMatchObject({ outcome: 'allowed' });
      }),
    );
  });

  test('allows no buy with which a limit would be exceeded', () => {
    fc.assert(
      fc.property(anySituation, money, fc.integer({ min: 1, max: 100 }), (changes, committed, thousandths) => {
        const quantity = amount(String(thousandths)).times('0.001');
        const situation = calm({ ...changes, committed });
        if (decide(buy({ quantity }), situation, limits()).outcome !== 'allowed') return;
        const own = committed.plus(quantity).times(50_000);
        expect(quantity.times(50_000).toNumber()).toBeLessThanOrEqual(1000);
        expect(own.toNumber()).toBeLessThanOrEqual(5000);
        expect(own.plus(situation.otherExposure).toNumber()).toBeLessThanOrEqual(20_000);
        expect(situation.loss.toNumber()).toBeLessThan(500);
      }),
    );
  });
});
