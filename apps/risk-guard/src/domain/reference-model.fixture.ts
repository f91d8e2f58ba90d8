import type { DenialReason } from '@qt/catalogue';
import type { OrderContext } from './order-context.ts';
import type { OrderRequest } from './order-request.ts';

/** An order and an account in whole units, of which a model needs no decimals: lots, and USDT. */
export interface Situation {
  readonly side: 'buy' | 'sell';
  readonly reduceOnly: boolean;
  /** In lots, as are the other quantities. */
  readonly quantity: number;
  /** USDT a lot; null: none. */
  readonly price: number | null;
  readonly priceAgeMs: number;
  /** The guard's own price; null: none. */
  readonly marketPrice: number | null;
  readonly marketAgeMs: number;
  readonly symbolAllowed: boolean;
  readonly clockOffsetMs: number;
  readonly booksAgree: boolean;
  readonly killSwitch: boolean;
  readonly freezesExits: boolean;
  readonly state: OrderContext['tradingState'];
  readonly filledBefore: boolean;
  readonly held: number;
  readonly openSells: number;
  readonly openBuys: number;
  readonly loss: number;
  readonly tripped: boolean;
  readonly equityFall: number;
  readonly ordersLastMinute: number;
  readonly cancelsLastMinute: number;
  /** How long ago an order with the same terms was allowed under another id; null: none was. */
  readonly likeAgoMs: number | null;
  readonly cash: number;
  readonly callerCash: number;
  /** What the caller says that it holds; null: nothing. */
  readonly callerHeld: number | null;
  readonly cashOnOrder: number;
  readonly otherExposure: number;
  readonly otherSymbols: number;
  readonly signal: OrderRequest['signal'];
  /** When the model that the signal names expires by the registry; null: it names none that is known. */
  readonly modelExpiresAt: number | null;
  /** Whether the registry has promoted that model for the order's profile. */
  readonly profilePromoted: boolean;
}

/** The limits of the model, with an allowance of one percent for fee and slippage. */
export const MODEL = {
  notional: 1000,
  loss: 500,
  position: 5000,
  gross: 20_000,
  symbols: 3,
  ordersPerMinute: 120,
  cancelsPerMinute: 60,
  ageMs: 90_000,
  clockSkewMs: 5000,
  duplicateWindowMs: 3000,
  bandPercent: 10,
  quantity: 40,
  /** Of a peak of 100,000. */
  fall: 10_000,
} as const;

/**
 * The rules of the README again, as simply as possible: one line for each row of its table, in whole hundredths of
 * a USDT. What `checkOrder` says must be the same.
 */
export function reasonsByModel(it: Situation, now: number): DenialReason[] {
  const buy = it.side === 'buy';
  const priced = it.price !== null;
  const judged = Math.max(it.price ?? 0, it.marketPrice ?? 0);
  const cost = (lots: number) => lots * judged * 101;
  const worstPosition = it.held * judged * 100 + cost(it.openBuys + it.quantity);
  const far = it.marketPrice !== null && Math.abs((it.price ?? 0) - it.marketPrice) * 100;
  // No exit waits for lost books: what the caller holds counts where it is more.
  const canSell = (it.booksAgree ? it.held : Math.max(it.held, it.callerHeld ?? 0)) - it.openSells;
  const rows: [DenialReason, boolean][] = [
    ['kill_switch', it.killSwitch],
    ['reducing_only', it.state === 'halted' || (buy && (it.state === 'reducing' || it.reduceOnly))],
    ['duplicate_order', it.filledBefore],
    ['duplicate_order', it.likeAgoMs !== null && it.likeAgoMs < MODEL.duplicateWindowMs],
    ['symbol_not_allowed', !it.symbolAllowed && (buy || it.held === 0)],
    ['clock_skew', buy && Math.abs(it.clockOffsetMs) > MODEL.clockSkewMs],
    ['reconciliation', !it.booksAgree],
    ['daily_loss_limit', buy && it.loss >= MODEL.loss],
    ['drawdown_limit', buy && it.equityFall > MODEL.fall],
    ['cooldown', buy && it.tripped],
    ['rate_limited', buy && it.ordersLastMinute >= MODEL.ordersPerMinute],
    ['rate_limited', buy && it.cancelsLastMinute > MODEL.cancelsPerMinute],
    ['price_missing', !priced || it.marketPrice === null],
    [
      'price_stale',
      (priced && it.priceAgeMs > MODEL.ageMs) || (it.marketPrice !== null && it.marketAgeMs > MODEL.ageMs),
    ],
    ['price_out_of_band', priced && far !== false && far > (it.marketPrice ?? 0) * MODEL.bandPercent],
    ['facts_disagree', buy && (it.callerCash !== it.cash || (it.callerHeld ?? it.held) !== it.held)],
    [
      'facts_disagree',
      buy && it.signal !== null && (it.signal.modelExpiresAt !== it.modelExpiresAt || !it.profilePromoted),
    ],
    [
      'model_expired',
      buy && it.signal !== null && Math.min(it.signal.modelExpiresAt, it.modelExpiresAt ?? Infinity) <= now,
    ],
    ['low_confidence', buy && it.signal !== null && it.signal.confidence < it.signal.entryThreshold],
    ['quantity_limit', buy && it.quantity > MODEL.quantity],
    ['notional_limit', buy && priced && cost(it.quantity) > MODEL.notional * 100],
    ['position_limit', buy && priced && worstPosition > MODEL.position * 100],
    ['max_open_positions', buy && priced && it.held + it.openBuys === 0 && it.otherSymbols >= MODEL.symbols],
    ['gross_exposure_limit', buy && priced && worstPosition + it.otherExposure * 100 > MODEL.gross * 100],
    [
      'daily_loss_limit',
      buy && priced && it.loss < MODEL.loss && it.loss * 100 + it.quantity * judged > MODEL.loss * 100,
    ],
    [
      'insufficient_balance',
      buy ? priced && cost(it.quantity) > (it.cash - it.cashOnOrder) * 100 : it.quantity > canSell,
    ],
  ];
  const reduces = !buy && it.quantity <= canSell;
  return rows
    .filter(([reason, denies]) => {
      if (!denies) return false;
      return !reduces || reason === 'duplicate_order' || (reason === 'kill_switch' && it.freezesExits);
    })
    .map(([reason]) => reason);
}
