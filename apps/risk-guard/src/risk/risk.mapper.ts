import { MINUTE_MS, type RiskState } from '@qt/contracts';
import { decimalText } from '@qt/domain';
import type { BookState } from '../domain/book-status.ts';
import { tradingDenials } from '../domain/check-order.ts';
import type { Limits } from '../domain/limits.ts';
import type { FillDispute } from '../domain/realised-books.ts';
import { isRecent } from '../domain/rules/price.ts';
import type { RiskEngine } from './risk-engine.ts';

/** The body of `GET /risk`. */
export function riskStateOf(engine: RiskEngine): RiskState {
  const account = engine.account();
  const denials = tradingDenials(account, engine.limits);
  const [denial] = denials;
  return {
    state: account.tradingState,
    kill_switch: account.killSwitch,
    trading: {
      allowed: denial === undefined,
      reason: denial?.reason ?? null,
      detail: denial?.message ?? 'orders within the limits go out',
      reasons: denials.map(({ reason, message }) => ({ reason, detail: message })),
    },
    daily_loss: decimalText(account.loss),
    daily_loss_limit: decimalText(engine.limits.maxDailyLoss),
    limits: limitsShown(engine.limits),
    exposure: engine.exposure().map(({ symbol, quantity, notional }) => ({
      symbol,
      quantity: decimalText(quantity),
      notional: decimalText(notional),
    })),
    open_reservations: engine.openReservations(),
    books: booksShown(account.books, engine.disputes()),
    models_as_of: isoOrNull(engine.modelsAsOf()),
    clock_offset_seconds: account.clockOffsetMs / 1000,
    prices: engine.marketPrices().map((one) => ({
      symbol: one.symbol,
      price: decimalText(one.price),
      source: one.source,
      observed_at: new Date(one.observedAt).toISOString(),
      age_seconds: (engine.now() - one.observedAt) / 1000,
      stale: !isRecent(one, account.now, engine.limits),
    })),
  };
}

function isoOrNull(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}

function booksShown(books: BookState, disputes: readonly FillDispute[]): RiskState['books'] {
  return {
    disputes: disputes.map(({ clientOrderId, about, own, reported, at }) => ({
      client_order_id: clientOrderId,
      about,
      own: decimalText(own),
      reported: decimalText(reported),
      at: new Date(at).toISOString(),
    })),
    state: books.state,
    detail: books.state === 'agree' ? "the guard's books are those of the API" : books.detail,
  };
}

/** The limits under the names of their variables: `QT_MAX_DAILY_LOSS` is `max_daily_loss`. */
function limitsShown(limits: Limits): RiskState['limits'] {
  return {
    allowed_symbols: [...limits.allowedSymbols],
    ...Object.fromEntries(
      [...limits.maxQuantity].map(([symbol, most]) => [`max_quantity_${symbol.toLowerCase()}`, decimalText(most)]),
    ),
    max_notional_per_trade: decimalText(limits.maxNotionalPerTrade),
    max_daily_loss: decimalText(limits.maxDailyLoss),
    max_position_notional: decimalText(limits.maxPositionNotional),
    max_gross_exposure: decimalText(limits.maxGrossExposure),
    max_open_positions: limits.maxOpenPositions,
    max_orders_per_minute: limits.maxOrdersPerMinute,
    max_cancels_per_minute: limits.maxCancelsPerMinute,
    max_price_age_seconds: limits.maxPriceAgeMs / 1000,
    max_clock_skew_seconds: limits.maxClockSkewMs / 1000,
    price_band_percent: decimalText(limits.priceBandPercent),
    price_reference_seconds: limits.priceReferenceMs / 1000,
    cost_allowance_percent: decimalText(limits.costAllowancePercent),
    failsafe_reset_minutes: (limits.failsafeResetMs ?? 0) / MINUTE_MS,
    reservation_ttl_seconds: limits.reservationTtlMs / 1000,
    duplicate_window_seconds: limits.duplicateWindowMs / 1000,
    kill_switch_freezes_exits: Number(limits.killSwitchFreezesExits),
  };
}
