import { DENIAL_REASONS, type DenialReason } from '@qt/catalogue';
import { amount, ZERO } from '@qt/domain';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buy, context, holding, limits, MARKET, MODEL, NOW, reservationOf, sell } from './check-order.fixture.ts';
import { checkOrder, tradingDenials } from './check-order.ts';
import type { OrderCheck } from './decision.ts';
import type { Limits } from './limits.ts';
import type { OrderContext } from './order-context.ts';
import type { OrderRequest } from './order-request.ts';

type Case = [order: OrderRequest, given: OrderContext, limits?: Limits];
interface Edge {
  readonly reason: DenialReason;
  readonly what: string;
  /** Just inside: allowed. */
  readonly inside: Case;
  /** Just outside: denied. */
  readonly outside: Case;
  /** The reasons that deny it besides. */
  readonly also?: readonly DenialReason[];
  readonly limit: string | null;
  readonly observed: string | null;
}

const engaged = { engaged: true, source: 'override', actor: 'admin', reason: 'drill', since: 'x' } as const;
const at = (price: string, ageMs = 1000) => ({ price: amount(price), observedAt: NOW - ageMs });
const market = (price: string, ageMs = 1000) => ({ market: { ...MARKET, ...at(price, ageMs) } });
const trip = { at: NOW - 3_600_000, loss: amount('510') };
const signal = { confidence: 0.6, entryThreshold: 0.6, modelVersion: null, modelExpiresAt: NOW + 1 };
const models = (expiresAt: number) => ({ models: [{ ...MODEL, expiresAt }] });
const filled = { state: 'filled' } as const;
const inPart = (executed: string, expiresAt: number) => ({
  state: 'reserved' as const,
  reservation: reservationOf(buy(), { executed: amount(executed), expiresAt }),
});
const poorBuy = buy({ availableCash: amount('1000') });
const like = (order: OrderRequest, ago: number) =>
  reservationOf(order, { clientOrderId: 'earlier', reservedAt: NOW - ago });
const iso = (time: number) => new Date(time).toISOString();

const EDGES: readonly Edge[] = [
  {
    reason: 'kill_switch',
    what: 'the kill switch',
    inside: [buy(), context()],
    outside: [buy(), context({ killSwitch: engaged })],
    limit: 'released',
    observed: 'engaged',
  },
  {
    reason: 'kill_switch',
    what: 'the kill switch, for an exit where it freezes exits',
    inside: [sell(), holding(amount('1'), { killSwitch: engaged })],
    outside: [sell(), holding(amount('1'), { killSwitch: engaged }), limits({ killSwitchFreezesExits: true })],
    limit: 'released',
    observed: 'engaged',
  },
  {
    reason: 'reducing_only',
    what: 'the state reducing',
    inside: [sell(), holding(amount('1'), { tradingState: 'reducing' })],
    outside: [buy(), context({ tradingState: 'reducing' })],
    limit: 'reducing',
    observed: 'buy',
  },
  {
    reason: 'reducing_only',
    what: 'the state halted',
    inside: [sell(), holding(amount('1'), { tradingState: 'halted' })],
    outside: [buy(), context({ tradingState: 'halted' })],
    limit: 'halted',
    observed: 'buy',
  },
  {
    reason: 'reducing_only',
    what: 'a buy marked reduce-only',
    inside: [sell({ reduceOnly: true }), holding(amount('1'))],
    outside: [buy({ reduceOnly: true }), context()],
    limit: 'reduce_only',
    observed: 'buy',
  },
  {
    reason: 'duplicate_order',
    what: 'an id that has filled',
    inside: [buy(), context({ known: { state: 'released', reservation: reservationOf(sell()) } })],
    outside: [buy(), context({ known: filled })],
    limit: null,
    observed: 'order-1',
  },
  {
    reason: 'duplicate_order',
    what: 'an id that is reserved with other terms, expired or not',
    inside: [buy(), context({ known: { state: 'reserved', reservation: reservationOf(buy(), { expiresAt: NOW }) } })],
    outside: [buy(), context({ known: { state: 'reserved', reservation: reservationOf(sell(), { expiresAt: NOW }) } })],
    limit: null,
    observed: 'order-1',
  },
  {
    reason: 'duplicate_order',
    what: 'an id that has filled in part, and whose reservation has run out',
    inside: [buy(), context({ known: inPart('0', NOW) })],
    outside: [buy(), context({ known: inPart('0.004', NOW) })],
    limit: null,
    observed: 'order-1',
  },
  {
    reason: 'duplicate_order',
    what: 'the window for an order like another, for an exit too',
    inside: [sell(), holding(amount('1'), { recent: [like(sell(), 5000)] }), limits({ duplicateWindowMs: 5000 })],
    outside: [sell(), holding(amount('1'), { recent: [like(sell(), 4999)] }), limits({ duplicateWindowMs: 5000 })],
    limit: '5 s',
    observed: '4.999 s',
  },
  {
    reason: 'symbol_not_allowed',
    what: 'allowed symbols',
    inside: [buy({ symbol: 'ETHUSDT' }), context()],
    outside: [buy({ symbol: 'DOGEUSDT' }), context()],
    limit: 'BTCUSDT,ETHUSDT',
    observed: 'DOGEUSDT',
  },
  {
    reason: 'symbol_not_allowed',
    what: 'allowed symbols: a position in another can be sold, what is not held cannot',
    inside: [sell({ symbol: 'DOGEUSDT' }), holding(amount('1'))],
    outside: [sell({ symbol: 'DOGEUSDT' }), context()],
    also: ['insufficient_balance'],
    limit: 'BTCUSDT,ETHUSDT',
    observed: 'DOGEUSDT',
  },
  {
    reason: 'clock_skew',
    what: "a provider's clock ahead of ours",
    inside: [buy(), context({ clockOffsetMs: 5000 })],
    outside: [buy(), context({ clockOffsetMs: 5001 })],
    limit: '5 s',
    observed: '5.001 s',
  },
  {
    reason: 'clock_skew',
    what: "a provider's clock behind ours, which an exit needs not heed",
    inside: [sell(), holding(amount('1'), { clockOffsetMs: -3_600_000 })],
    outside: [buy(), context({ clockOffsetMs: -5001 })],
    limit: '5 s',
    observed: '5.001 s',
  },
  {
    reason: 'reconciliation',
    what: "books that are not the API's: what the caller holds can be sold",
    inside: [
      sell({ quantity: amount('0.02'), callerHeld: amount('0.02') }),
      holding(amount('0.01'), { books: { state: 'unknown', detail: 'not compared' } }),
    ],
    outside: [buy(), context({ books: { state: 'differ', detail: 'fills 1, in the ledger 2', since: NOW } })],
    limit: 'agree',
    observed: 'differ',
  },
  {
    reason: 'daily_loss_limit',
    what: 'the daily loss',
    inside: [sell(), holding(amount('1'), { loss: amount('500') })],
    outside: [buy(), context({ loss: amount('500') })],
    limit: '500',
    observed: '500',
  },
  {
    reason: 'daily_loss_limit',
    what: 'the daily loss with what the order and those under way may lose at once',
    inside: [buy(), context({ loss: amount('490'), lossOnOrder: amount('7.5') })],
    outside: [buy(), context({ loss: amount('490'), lossOnOrder: amount('7.50000001') })],
    limit: '500',
    observed: '500.00000001',
  },
  {
    reason: 'drawdown_limit',
    what: 'the fall below the peak',
    inside: [buy(), context({ equity: amount('90000') }), limits({ maxDrawdown: amount('0.1') })],
    outside: [buy(), context({ equity: amount('89999.9') }), limits({ maxDrawdown: amount('0.1') })],
    limit: '0.1',
    observed: '0.100001',
  },
  {
    reason: 'facts_disagree',
    what: "the caller's cash, either way",
    inside: [buy({ availableCash: amount('100000.01') }), context()],
    outside: [buy({ availableCash: amount('99999.98999999') }), context()],
    limit: '100000',
    observed: '99999.98999999',
  },
  {
    reason: 'facts_disagree',
    what: "the caller's position",
    inside: [buy({ callerHeld: amount('0.010') }), holding(amount('0.01'))],
    outside: [buy({ callerHeld: amount('0.01000001') }), holding(amount('0.01'))],
    limit: '0.01',
    observed: '0.01000001',
  },
  {
    reason: 'cooldown',
    what: 'the time of the fail-safe',
    inside: [buy(), context({ trip })],
    outside: [buy(), context({ trip: { ...trip, at: trip.at + 1 } })],
    limit: iso(NOW + 1),
    observed: iso(NOW),
  },
  {
    reason: 'cooldown',
    what: 'a fail-safe that only a reset ends',
    inside: [buy(), context(), limits({ failsafeResetMs: null })],
    outside: [buy(), context({ trip: { ...trip, at: 0 } }), limits({ failsafeResetMs: null })],
    limit: 'POST /risk/reset',
    observed: iso(NOW),
  },
  {
    reason: 'rate_limited',
    what: 'orders a minute',
    inside: [buy(), context({ ordersLastMinute: 119 })],
    outside: [buy(), context({ ordersLastMinute: 120 })],
    limit: '120',
    observed: '120',
  },
  {
    reason: 'rate_limited',
    what: 'cancels a minute, which an exit needs not heed',
    inside: [buy(), context({ cancelsLastMinute: 60 })],
    outside: [buy(), context({ cancelsLastMinute: 61 })],
    limit: '60',
    observed: '61',
  },
  {
    reason: 'price_missing',
    what: 'a price, which an exit needs not',
    inside: [sell({ quote: null }), holding(amount('1'))],
    outside: [buy({ quote: null }), holding(amount('1'))],
    limit: null,
    observed: null,
  },
  {
    reason: 'price_stale',
    what: 'the age of the price',
    inside: [buy({ quote: at('50000', 90_000) }), context()],
    outside: [buy({ quote: at('50000', 90_001) }), context()],
    limit: '90 s',
    observed: '90.001 s',
  },
  {
    reason: 'price_stale',
    what: 'a price from the future',
    inside: [buy({ quote: at('50000', -5000) }), context()],
    outside: [buy({ quote: at('50000', -5001) }), context()],
    limit: '-5 s',
    observed: '-5.001 s',
  },
  {
    reason: 'price_out_of_band',
    what: 'the band above',
    inside: [buy({ quote: at('55000') }), context(market('50000', 90_000))],
    outside: [buy({ quote: at('55000.01') }), context(market('50000', 90_000))],
    limit: '10%',
    observed: '10%',
  },
  {
    reason: 'price_out_of_band',
    what: 'the band below',
    inside: [buy({ quote: at('45000') }), context(market('50000'))],
    outside: [buy({ quote: at('44999') }), context(market('50000'))],
    limit: '10%',
    observed: '10%',
  },
  {
    reason: 'price_missing',
    what: "a price of the guard's own, which an exit needs not",
    inside: [sell(), holding(amount('1'), { market: null })],
    outside: [buy(), context({ market: null })],
    limit: null,
    observed: null,
  },
  {
    reason: 'price_stale',
    what: "the age of the guard's own price",
    inside: [buy(), context(market('50000', 90_000))],
    outside: [buy(), context(market('50000', 90_001))],
    limit: '90 s',
    observed: '90.001 s',
  },
  {
    reason: 'notional_limit',
    what: "notional at the guard's own price, where the caller's is lower",
    inside: [
      buy({ quantity: amount('0.016') }),
      context(market('50000')),
      limits({ maxNotionalPerTrade: amount('804') }),
    ],
    outside: [
      buy({ quantity: amount('0.016') }),
      context(market('50000.01')),
      limits({ maxNotionalPerTrade: amount('804') }),
    ],
    limit: '804',
    observed: '804.0001608',
  },
  {
    reason: 'model_expired',
    what: "the model's expiry",
    inside: [buy({ signal }), context(models(NOW + 1))],
    outside: [buy({ signal: { ...signal, modelExpiresAt: NOW } }), context(models(NOW))],
    limit: iso(NOW),
    observed: iso(NOW),
  },
  {
    reason: 'model_expired',
    what: "the model's expiry by the registry, whatever the caller says",
    inside: [buy({ signal: { ...signal, modelVersion: 'm-1', modelExpiresAt: NOW + 500 } }), context(models(NOW + 1))],
    outside: [buy({ signal: { ...signal, modelVersion: 'm-1', modelExpiresAt: NOW + 500 } }), context(models(NOW))],
    limit: iso(NOW),
    observed: iso(NOW),
  },
  {
    reason: 'model_expired',
    what: 'a registry that has not answered yet, which an order without a signal needs not',
    inside: [buy({ signal: null }), context({ models: null })],
    outside: [buy({ signal }), context({ models: null })],
    limit: null,
    observed: null,
  },
  {
    reason: 'facts_disagree',
    what: "the model's expiry by the registry",
    inside: [buy(), context(models(MODEL.expiresAt - 1000))],
    outside: [buy(), context(models(MODEL.expiresAt - 1001))],
    limit: iso(MODEL.expiresAt - 1001),
    observed: iso(MODEL.expiresAt),
  },
  {
    reason: 'facts_disagree',
    what: 'the models of the registry',
    inside: [buy({ profile: null }), context()],
    outside: [buy(), context({ models: ['m-2', 'm-3'].map((version) => ({ ...MODEL, version })) })],
    limit: 'm-2,m-3',
    observed: 'm-1',
  },
  {
    reason: 'facts_disagree',
    what: 'a registry that has promoted no model yet',
    inside: [buy({ signal: null }), context({ models: [] })],
    outside: [buy(), context({ models: [] })],
    limit: 'none',
    observed: 'm-1',
  },
  {
    reason: 'facts_disagree',
    what: 'the models of the registry, by their expiry',
    inside: [buy({ signal }), context(models(NOW + 1001))],
    outside: [buy({ signal }), context(models(NOW + 1002))],
    limit: 'm-1',
    observed: `one that expires ${iso(NOW + 1)}`,
  },
  {
    reason: 'facts_disagree',
    what: 'the profiles of the model',
    inside: [buy({ profile: 'balanced' }), context({ models: [{ ...MODEL, profiles: ['conservative', 'balanced'] }] })],
    outside: [
      buy({ profile: 'aggressive' }),
      context({ models: [{ ...MODEL, profiles: ['conservative', 'balanced'] }] }),
    ],
    limit: 'conservative,balanced',
    observed: 'aggressive',
  },
  {
    reason: 'low_confidence',
    what: 'confidence',
    inside: [buy({ signal }), context(models(NOW + 1))],
    outside: [buy({ signal: { ...signal, confidence: 0.5999 } }), context(models(NOW + 1))],
    limit: '0.6',
    observed: '0.5999',
  },
  {
    reason: 'quantity_limit',
    what: 'the quantity of its symbol',
    inside: [buy(), context(), limits({ maxQuantity: new Map([['BTCUSDT', amount('0.01')]]) })],
    outside: [buy(), context(), limits({ maxQuantity: new Map([['BTCUSDT', amount('0.009999999')]]) })],
    limit: '0.009999999',
    observed: '0.01',
  },
  {
    reason: 'notional_limit',
    what: 'notional with fee and slippage',
    inside: [buy({ quantity: amount('0.016') }), context(), limits({ maxNotionalPerTrade: amount('804') })],
    outside: [buy({ quantity: amount('0.01600001') }), context(), limits({ maxNotionalPerTrade: amount('804') })],
    limit: '804',
    observed: '804.0005025',
  },
  {
    reason: 'position_limit',
    what: 'the value of one symbol',
    inside: [buy(), holding(amount('0.08995'))],
    outside: [buy(), holding(amount('0.089951'))],
    limit: '5000',
    observed: '5000.05',
  },
  {
    reason: 'max_open_positions',
    what: 'open symbols: more of a held symbol counts as no other',
    inside: [buy(), holding(amount('0.01'), { otherOpenSymbols: 3 })],
    outside: [buy(), context({ otherOpenSymbols: 3 })],
    limit: '3',
    observed: '4',
  },
  {
    reason: 'gross_exposure_limit',
    what: 'gross exposure',
    inside: [buy(), holding(amount('0.01'), { otherExposure: amount('18997.5') })],
    outside: [buy(), holding(amount('0.01'), { otherExposure: amount('18997.51') })],
    limit: '20000',
    observed: '20000.01',
  },
  {
    reason: 'insufficient_balance',
    what: 'cash, with an allowance for the fee and less what is on order',
    inside: [poorBuy, context({ cash: amount('1000'), cashOnOrder: amount('497.5') })],
    outside: [poorBuy, context({ cash: amount('1000'), cashOnOrder: amount('497.51') })],
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

function reasonsOf(check: OrderCheck): DenialReason[] {
  return check.result === 'denied' ? check.denials.map(({ reason }) => reason) : [];
}

const MESSAGES_TO_A_BUY = [
  'kill switch: released',
  'trading state: active, which lets a buy go out',
  'client_order_id: expected a new one, actual order-1',
  'order: expected none with the same terms for 0 s, actual none',
  'symbol: expected one of BTCUSDT,ETHUSDT, actual BTCUSDT',
  "clock: expected at most 5 s from a provider's, actual 0 s ahead",
  "books: expected the guard's to be those of the API's ledger, actual the same",
  'loss of the last 24 h: expected below 500 USDT, actual 0 USDT',
  'fail-safe: not tripped',
  'orders in the last minute: expected fewer than 120, actual 0',
  'orders given up in the last minute: expected at most 60, actual 0',
  "price: expected the price of BTCUSDT, actual 50000, the guard's own 50000",
  "the guard's own price of BTCUSDT: expected at most 90 s old, actual 1 s",
  'price: expected at most 10% from the market price 50000 of binance, actual 50000 (0%)',
  'cash: expected 100000 USDT as the guard has booked, actual 100000 USDT',
  `model m-1: expected to expire ${iso(MODEL.expiresAt)} by the registry, actual ${iso(MODEL.expiresAt)}`,
  `model: expected one that is valid, actual valid until ${iso(MODEL.expiresAt)}`,
  'confidence: expected at least 0.6, actual 0.7',
  'cost with fee: expected at most 1000 USDT, actual 502.5 USDT',
  'position in BTCUSDT: expected at most 5000 USDT, actual 502.5 USDT',
  'open positions: expected at most 3, actual 1 with this one',
  'gross exposure: expected at most 20000 USDT, actual 502.5 USDT',
  'loss of the last 24 h with fees and slippage on order: expected at most 500 USDT, actual 2.5 USDT',
  'cost with fee: expected at most 100000 USDT, actual 502.5 USDT',
];

const PASSED_BY_A_BUY = [
  'kill_switch: released of released',
  'reducing_only: buy of active',
  'duplicate_order: order-1 of null',
  'duplicate_order: null of 0 s',
  'symbol_not_allowed: BTCUSDT of BTCUSDT,ETHUSDT',
  'clock_skew: 0 s of 5 s',
  'reconciliation: agree of agree',
  'daily_loss_limit: 0 of 500',
  'cooldown: null of null',
  'rate_limited: 0 of 120',
  'rate_limited: 0 of 60',
  'price_missing: 50000 of null',
  'price_stale: 1 s of 90 s',
  'price_out_of_band: 0% of 10%',
  'facts_disagree: 100000 of 100000',
  `facts_disagree: ${iso(MODEL.expiresAt)} of ${iso(MODEL.expiresAt)}`,
  `model_expired: ${iso(NOW)} of ${iso(MODEL.expiresAt)}`,
  'low_confidence: 0.7 of 0.6',
  'notional_limit: 502.5 of 1000',
  'position_limit: 502.5 of 5000',
  'max_open_positions: 1 of 3',
  'gross_exposure_limit: 502.5 of 20000',
  'daily_loss_limit: 2.5 of 500',
  'insufficient_balance: 502.5 of 100000',
];

describe('checkOrder, at the edge of', () => {
  for (const { reason, what, inside, outside, also = [], limit, observed } of EDGES) {
    test(`${what}: ${reason}`, () => {
      const [order, given, own = limits()] = inside;
      expect(checkOrder(order, given, own)).toMatchObject({ result: 'passed' });
      const check = checkOrder(outside[0], outside[1], outside[2] ?? limits());
      const denial = { reason, limit, observed, message: expect.any(String) };
      expect(check).toMatchObject({ result: 'denied', denials: [denial, ...also.map((other) => ({ reason: other }))] });
    });
  }

  test('an order that is still filling, and is asked for again: it gets the same answer', () => {
    expect(checkOrder(buy(), context({ known: inPart('0.004', NOW + 1) }), limits())).toMatchObject({
      result: 'reserved',
    });
  });

  test('every reason but that of a failing store', () => {
    expect(new Set(EDGES.map(({ reason }) => reason)).add('store_unavailable')).toEqual(new Set(DENIAL_REASONS));
  });

  test('each limit, with a message that says what was expected and what came', () => {
    const messages = EDGES.map(({ outside: [order, given, own = limits()] }) => {
      const check = checkOrder(order, given, own);
      return check.result === 'denied' ? check.denials[0].message : undefined;
    });
    expect([...new Set(messages)]).toEqual([
      'kill switch: engaged by admin since x: drill',
      'trading state: reducing, expected an order that reduces a position, actual a buy',
      'trading state: halted, expected an order that reduces a position, actual a buy',
      'reduce_only: expected a sell, actual a buy, which reduces nothing on a long-only account',
      'client_order_id: expected a new one, actual order-1, which has filled',
      'client_order_id: expected a new one, actual order-1, which another order uses',
      'order: expected none like earlier for 5 s, actual one after 4.999 s',
      'symbol: expected one of BTCUSDT,ETHUSDT, actual DOGEUSDT',
      "clock: expected at most 5 s from a provider's, actual 5.001 s behind",
      "clock: expected at most 5 s from a provider's, actual 5.001 s ahead",
      "books: expected the guard's to be those of the API's ledger, actual fills 1, in the ledger 2",
      'loss of the last 24 h: expected below 500 USDT, actual 500 USDT',
      'loss of the last 24 h with fees and slippage on order: expected at most 500 USDT, actual 500.00000001 USDT',
      'drawdown: expected at most 0.1, actual 0.100001, from the peak of 100000 USDT to 89999.9 USDT',
      'cash: expected 100000 USDT as the guard has booked, actual 99999.98999999 USDT',
      'position: expected 0.01 BTCUSDT as the guard has booked, actual 0.01000001',
      'fail-safe: tripped at 2026-01-01T11:00:00.001Z by a loss of 510 USDT, lasts until 2026-01-01T12:00:00.001Z',
      'fail-safe: tripped at 1970-01-01T00:00:00.000Z by a loss of 510 USDT, lasts until POST /risk/reset',
      'orders in the last minute: expected fewer than 120, actual 120',
      'orders given up in the last minute: expected at most 60, actual 61',
      'price: expected the price of BTCUSDT, actual none',
      'price: expected at most 90 s old, actual 90.001 s',
      'price: expected at most 5 s in the future, actual 5.001 s',
      'price: expected at most 10% from the market price 50000 of binance, actual 55000.01 (10%)',
      'price: expected at most 10% from the market price 50000 of binance, actual 44999 (10%)',
      'price: expected a price of BTCUSDT that the guard got from a provider itself, actual none yet',
      "the guard's own price of BTCUSDT: expected at most 90 s old, actual 90.001 s",
      'cost with fee: expected at most 804 USDT, actual 804.0001608 USDT',
      'model: expected one that is valid, actual expired 2026-01-01T12:00:00.000Z',
      'model: expected one of the registry, actual none known: the retrain worker has not answered yet',
      'model m-1: expected to expire 2026-01-01T12:59:58.999Z by the registry, actual 2026-01-01T13:00:00.000Z',
      'model: expected one that the registry has promoted, actual m-1',
      'model: expected one that the registry has promoted, actual one that expires 2026-01-01T12:00:00.001Z',
      'model m-1: expected one of its profiles conservative,balanced, actual aggressive',
      'confidence: expected at least 0.6, actual 0.5999',
      'quantity of BTCUSDT: expected at most 0.009999999, actual 0.01',
      'cost with fee: expected at most 804 USDT, actual 804.0005025 USDT',
      'position in BTCUSDT: expected at most 5000 USDT, actual 5000.05 USDT',
      'open positions: expected at most 3, actual 4 with this one',
      'gross exposure: expected at most 20000 USDT, actual 20000.01 USDT',
      'cost with fee: expected at most 502.49 USDT, actual 502.5 USDT',
      'quantity: expected at most the 0.00999999 of BTCUSDT that can be sold, actual 0.01',
    ]);
  });
});

describe('checkOrder, rule by rule,', () => {
  test('names every rule that a buy passed, in the order of the rules, with limit and observed', () => {
    const { rules } = checkOrder(buy(), context(), limits());
    expect(rules.every(({ verdict }) => verdict === 'passed')).toBe(true);
    expect(rules.map(({ reason, limit, observed }) => `${reason}: ${observed} of ${limit}`)).toEqual(PASSED_BY_A_BUY);
    expect(rules.map(({ message }) => message)).toEqual(MESSAGES_TO_A_BUY);
  });

  test('says of an exit what is waived, and asks it nothing that is about new risk', () => {
    const given = holding(amount('1'), { killSwitch: engaged });
    const verdicts = checkOrder(sell(), given, limits()).rules.map(({ reason, verdict }) => `${reason} ${verdict}`);
    expect(verdicts[0]).toBe('kill_switch waived');
    expect(verdicts).not.toContain('daily_loss_limit passed');
    const quantity = checkOrder(sell(), given, limits()).rules.at(-1);
    expect(quantity?.message).toBe('quantity: expected at most the 1 of BTCUSDT that can be sold, actual 0.01');
    const frozen = checkOrder(sell(), given, limits({ killSwitchFreezesExits: true })).rules;
    expect(frozen[0]).toMatchObject({ reason: 'kill_switch', verdict: 'denied' });
  });
});

describe('checkOrder', () => {
  test('answers the repetition of an order with its reservation, whatever price and cash are now', () => {
    const reservation = reservationOf(buy());
    const again = buy({ quantity: amount('0.010'), quote: null, availableCash: ZERO });
    const given = context({ known: { state: 'reserved', reservation } });
    expect(checkOrder(again, given, limits())).toMatchObject({ result: 'reserved', reservation, waived: [] });
  });

  test('lets an exit out that nobody knows a price of', () => {
    const given = holding(amount('1'), { market: null, reference: null });
    expect(checkOrder(sell({ quote: null }), given, limits())).toMatchObject({ result: 'passed', price: ZERO });
  });

  test('denies the repetition of an order once the kill switch is engaged', () => {
    const known = { state: 'reserved', reservation: reservationOf(buy()) } as const;
    expect(checkOrder(buy(), context({ known, killSwitch: engaged }), limits())).toMatchObject({
      denials: [{ reason: 'kill_switch' }],
    });
  });

  test('tells for the account alone why nothing can be opened', () => {
    const reasons = (changes: Partial<OrderContext>) =>
      tradingDenials(context(changes), limits()).map(({ reason }) => reason);
    expect(reasons({})).toEqual([]);
    expect(reasons({ tradingState: 'reducing' })).toEqual(['reducing_only']);
    expect(reasons({ newestPrice: null })).toEqual(['price_missing']);
    expect(reasons({ newestPrice: { ...MARKET, observedAt: NOW - 90_001 } })).toEqual(['price_stale']);
    expect(reasons({ loss: amount('500'), storeFault: 'the disk is full' })).toEqual([
      'store_unavailable',
      'daily_loss_limit',
    ]);
  });

  test('tells for the account alone what is wrong with it', () => {
    const denials = (changes: Partial<OrderContext>) => tradingDenials(context(changes), limits());
    expect(denials({ tradingState: 'halted' })).toMatchObject([{ limit: 'halted', observed: 'buy' }]);
    expect(denials({ newestPrice: { ...MARKET, observedAt: NOW - 90_000 } })).toEqual([]);
    expect([denials({ storeFault: 'full' }), denials({ newestPrice: null })].flat()).toEqual([
      {
        reason: 'store_unavailable',
        limit: 'writable',
        observed: 'unavailable',
        message: 'store: expected to accept writes, actual full',
      },
      {
        reason: 'price_missing',
        limit: null,
        observed: null,
        message: 'price: expected a price of any symbol that the guard got from a provider itself, actual none yet',
      },
    ]);
    expect(denials({ newestPrice: { ...MARKET, observedAt: NOW - 90_001 } })).toMatchObject([
      { message: "the guard's newest price: expected at most 90 s old, actual 90.001 s" },
    ]);
  });

  test('an id that is used again within the window is no order like another, nor is one with other terms', () => {
    const recent = [like(buy({ quantity: amount('0.02') }), 10), reservationOf(buy(), { reservedAt: NOW - 10 })];
    const released = { state: 'released', reservation: reservationOf(buy()) } as const;
    const given = context({ recent, known: released });
    expect(checkOrder(buy(), given, limits({ duplicateWindowMs: 5000 })).result).toBe('passed');
  });

  test("compares a price with the guard's own for as long as that is a reference", () => {
    const reasons = (ageMs: number) =>
      reasonsOf(checkOrder(buy({ quote: at('99') }), context(market('50000', ageMs)), limits()));
    expect(reasons(300_000)).toEqual(['price_stale', 'price_out_of_band']);
    expect(reasons(300_001)).toEqual(['price_stale']);
  });

  test('lets what only the caller holds be sold while the books are not known to be right, and at no other time', () => {
    const order = sell({ quantity: amount('0.02'), callerHeld: amount('0.02') });
    const result = (order_: OrderRequest, books: OrderContext['books']) =>
      checkOrder(order_, holding(amount('0.01'), { books }), limits()).result;
    expect(result(order, { state: 'differ', detail: 'fills', since: 0 })).toBe('passed');
    expect(result({ ...order, quantity: amount('0.02000001') }, { state: 'unknown', detail: '' })).toBe('denied');
    expect(result({ ...order, callerHeld: null }, { state: 'unknown', detail: '' })).toBe('denied');
    expect(result(order, { state: 'differ', detail: 'fills', since: 0, realisedOnly: false })).toBe('passed');
    expect(result(order, { state: 'differ', detail: 'fills', since: 0, realisedOnly: true })).toBe('denied');
    expect(result(order, { state: 'agree' })).toBe('denied');
  });

  test('lets a reserved sell count only against others, and only until it expires', () => {
    const reserved = (order: OrderRequest, expiresAt = NOW + 1) =>
      ({ state: 'reserved', reservation: reservationOf(order, { expiresAt }) }) as const;
    const reasons = (known: OrderContext['known']) =>
      reasonsOf(checkOrder(sell(), holding(amount('0.01'), { sellable: ZERO, known, killSwitch: engaged }), limits()));
    expect(reasons(reserved(sell()))).toEqual([]);
    expect(reasons(reserved(sell(), NOW))).toEqual(['kill_switch', 'insufficient_balance']);
    expect(reasons(reserved(buy()))).toEqual(['kill_switch', 'duplicate_order']);
    expect(reasons(reserved(sell({ symbol: 'ETHUSDT' })))).toEqual(['kill_switch', 'duplicate_order']);
  });

  test('lists every reason that denies, the most severe first', () => {
    const worst = context({ killSwitch: engaged, tradingState: 'halted', loss: amount('501'), ordersLastMinute: 999 });
    expect(reasonsOf(checkOrder(buy({ symbol: 'DOGEUSDT', quote: null }), worst, limits()))).toEqual([
      'kill_switch',
      'reducing_only',
      'symbol_not_allowed',
      'daily_loss_limit',
      'rate_limited',
      'price_missing',
    ]);
    const large = buy({ quantity: amount('9'), signal: { ...signal, confidence: 0, modelExpiresAt: 0 } });
    expect(reasonsOf(checkOrder(large, context({ otherOpenSymbols: 3 }), limits()))).toEqual([
      'facts_disagree',
      'model_expired',
      'low_confidence',
      'notional_limit',
      'position_limit',
      'max_open_positions',
      'gross_exposure_limit',
      'daily_loss_limit',
      'insufficient_balance',
    ]);
  });

  test("passes an exit without a price at the guard's own, else at the last accepted one, and says what it would be denied for", () => {
    const without = { killSwitch: engaged, market: null, reference: { price: amount('49000'), at: 0 } };
    const waived = [{ reason: 'kill_switch' }, { reason: 'price_missing' }];
    expect(checkOrder(sell({ quote: null }), holding(amount('1'), without), limits())).toMatchObject({
      result: 'passed',
      price: amount('49000'),
      waived,
    });
    const given = holding(amount('1'), { ...without, ...market('48000', 3_600_000) });
    expect(checkOrder(sell({ quote: null }), given, limits())).toMatchObject({
      price: amount('48000'),
      waived: [...waived, { reason: 'price_stale' }],
    });
  });

  test("reserves a buy at the higher of its own price and the guard's, a sell at its own", () => {
    const priceOf = (order: OrderRequest) => {
      const check = checkOrder(order, holding(amount('0.01'), market('50000')), limits());
      return check.result === 'passed' && check.price.toFixed();
    };
    expect(['49000', '51000'].map((price) => priceOf(buy({ quote: at(price) })))).toEqual(['50000', '51000']);
    expect(['49000', '51000'].map((price) => priceOf(sell({ quote: at(price) })))).toEqual(['49000', '51000']);
  });

  test('answers the repetition of a reserved exit with its reservation, although nothing else can be sold', () => {
    const reservation = reservationOf(sell());
    const given = holding(amount('0.01'), { sellable: ZERO, known: { state: 'reserved', reservation } });
    expect(checkOrder(sell(), given, limits())).toMatchObject({ result: 'reserved', reservation, waived: [] });
    expect(checkOrder(sell({ clientOrderId: 'b' }), { ...given, known: null }, limits())).toMatchObject({
      denials: [{ reason: 'insufficient_balance' }],
    });
  });

  const money = fc.nat(1_000_000).map((units) => amount(String(units)));
  const anyContext = fc.record({
    killSwitch: fc.constantFrom(engaged, { engaged: false, source: 'environment' } as const),
    tradingState: fc.constantFrom('active' as const, 'reducing' as const, 'halted' as const),
    loss: money,
    trip: fc.option(fc.record({ at: fc.nat(NOW), loss: money })),
    ordersLastMinute: fc.nat(1000),
    otherExposure: money,
    otherOpenSymbols: fc.nat(100),
    cashOnOrder: money,
    market: fc.option(
      fc.record({
        symbol: fc.constant('BTCUSDT'),
        price: money.map((price) => price.plus(1)),
        source: fc.constant('binance' as const),
        observedAt: fc.nat(2 * NOW),
      }),
    ),
  });

  const anyQuote = fc.option(fc.record({ price: money, observedAt: fc.nat(2 * NOW) }));

  test('passes a sell of what is held in any state at any price, and of more than is held in none', () => {
    const quantity = fc.integer({ min: 1, max: 1_000_000 });
    fc.assert(
      fc.property(anyContext, anyQuote, quantity, quantity, (changes, quote, held, sold) => {
        const dead = { ...signal, modelExpiresAt: 0, confidence: 0 };
        const symbol = 'DOGEUSDT';
        const order = sell({ symbol, quantity: amount(sold), quote, availableCash: ZERO, signal: dead });
        const { result } = checkOrder(order, holding(amount(held), changes), limits());
        expect(result).toBe(sold <= held ? 'passed' : 'denied');
      }),
    );
  });

  test('passes no buy while the kill switch is engaged or the state is not active', () => {
    fc.assert(
      fc.property(anyContext, anyQuote, (changes, quote) => {
        const { killSwitch, tradingState } = changes;
        if (!killSwitch.engaged && tradingState === 'active') return;
        expect(checkOrder(buy({ quote }), context(changes), limits()).result).toBe('denied');
      }),
    );
  });

  test('passes no buy that would exceed a limit', () => {
    fc.assert(
      fc.property(anyContext, money, fc.integer({ min: 1, max: 100 }), (changes, committed, thousandths) => {
        const quantity = amount(String(thousandths)).times('0.001');
        const given = context({ ...changes, committed });
        if (checkOrder(buy({ quantity }), given, limits()).result !== 'passed') return;
        const price = Math.max(50_000, given.market?.price.toNumber() ?? 0);
        const own = committed.plus(quantity).times(price).times('1.005');
        expect(quantity.times(price).times('1.005').toNumber()).toBeLessThanOrEqual(1000);
        expect(own.toNumber()).toBeLessThanOrEqual(5000);
        expect(own.plus(given.otherExposure).toNumber()).toBeLessThanOrEqual(20_000);
        const worst = given.loss.plus(given.lossOnOrder).plus(quantity.times(price).times('0.005'));
        expect(worst.toNumber()).toBeLessThanOrEqual(500);
      }),
    );
  });
});
