import { decimalText, percent } from '@qt/domain';
import { latched } from '../failsafe.ts';
import type { AccountState } from '../order-context.ts';
import type { OrderIntent } from '../order-request.ts';
import { finding, openingOnly, type Rule, whereJudged } from './rule.ts';

/** Denies opening orders while the rolling 24 h realised loss is at or above its limit. */
export const dailyLossLimit = openingOnly<OrderIntent, AccountState>((_, { loss }, { maxDailyLoss }) =>
  finding('daily_loss_limit', !loss.lessThan(maxDailyLoss), () => {
    const [limit, observed] = [decimalText(maxDailyLoss), decimalText(loss)];
    const message = `loss of the last 24 h: expected below ${limit} USDT, actual ${observed} USDT`;
    return { limit, observed, message };
  }),
);

/** Denies an opening order that could, by its fee and slippage, take the loss above its limit. */
export const worstLoss: Rule = openingOnly(
  whereJudged(({ quantity, price }, { loss, lossOnOrder }, { maxDailyLoss, costAllowancePercent }) => {
    if (loss.gte(maxDailyLoss)) return null;
    const worst = loss.plus(lossOnOrder).plus(percent(quantity.times(price), costAllowancePercent));
    return finding('daily_loss_limit', !worst.lte(maxDailyLoss), () => {
      const [limit, observed] = [decimalText(maxDailyLoss), decimalText(worst)];
      const message = `loss of the last 24 h with fees and slippage on order: expected at most ${limit} USDT, actual ${observed} USDT`;
      return { limit, observed, message };
    });
  }),
);

/** Denies opening orders while the equity is further below its peak than it may be. */
export const drawdownLimit = openingOnly<OrderIntent, AccountState>((_, { equity, equityPeak }, { maxDrawdown }) => {
  if (maxDrawdown === null) return null;
  const fall = equityPeak.minus(equity);
  return finding('drawdown_limit', !fall.lte(equityPeak.times(maxDrawdown)), () => {
    const share = equityPeak.isZero() ? fall : fall.dividedBy(equityPeak);
    const [limit, observed] = [decimalText(maxDrawdown), share.toDecimalPlaces(6).toFixed()];
    const from = `from the peak of ${decimalText(equityPeak)} USDT to ${decimalText(equity)} USDT`;
    return { limit, observed, message: `drawdown: expected at most ${limit}, actual ${observed}, ${from}` };
  });
});

/** Denies opening orders while the fail-safe lasts, even if the loss has fallen below its limit. */
export const cooldown = openingOnly<OrderIntent, AccountState>((_, { trip, now }, { failsafeResetMs }) => {
  if (!latched(trip, now, failsafeResetMs))
    return finding('cooldown', false, () => ({ message: 'fail-safe: not tripped' }));
  return finding('cooldown', true, () => {
    const since = new Date(trip.at).toISOString();
    const until = failsafeResetMs === null ? 'POST /risk/reset' : new Date(trip.at + failsafeResetMs).toISOString();
    const message = `fail-safe: tripped at ${since} by a loss of ${decimalText(trip.loss)} USDT, lasts until ${until}`;
    return { limit: until, observed: new Date(now).toISOString(), message };
  });
});

/** Denies an opening order when the last 60 s already have as many allowed orders as a minute may have. */
export const rateLimited = openingOnly<OrderIntent, AccountState>((_, { ordersLastMinute }, { maxOrdersPerMinute }) =>
  finding('rate_limited', !(ordersLastMinute < maxOrdersPerMinute), () => {
    const [limit, observed] = [String(maxOrdersPerMinute), String(ordersLastMinute)];
    return { limit, observed, message: `orders in the last minute: expected fewer than ${limit}, actual ${observed}` };
  }),
);

/**
 * Denies an opening order while more of the orders allowed in the last 60 s than may be were given up. Cancels themselves,
 * and exits, always pass.
 */
export const cancelRate = openingOnly<OrderIntent, AccountState>((_, { cancelsLastMinute }, { maxCancelsPerMinute }) =>
  finding('rate_limited', !(cancelsLastMinute <= maxCancelsPerMinute), () => {
    const [limit, observed] = [String(maxCancelsPerMinute), String(cancelsLastMinute)];
    const message = `orders given up in the last minute: expected at most ${limit}, actual ${observed}`;
    return { limit, observed, message };
  }),
);
