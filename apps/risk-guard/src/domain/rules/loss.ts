import { decimalText } from '../amount.ts';
import { denied } from '../decision.ts';
import { latched } from '../failsafe.ts';
import type { AccountSituation } from '../order-context.ts';
import type { OrderKind } from '../order-request.ts';
import { forOpening } from './rule.ts';

/** Denies opening orders while the rolling 24 h realised loss is at or above its limit. */
export const dailyLossLimit = forOpening<OrderKind, AccountSituation>((_, { loss }, { maxDailyLoss }) => {
  if (loss.lessThan(maxDailyLoss)) return null;
  const [limit, observed] = [decimalText(maxDailyLoss), decimalText(loss)];
  const message = `loss of the last 24 h: expected below ${limit} USDT, actual ${observed} USDT`;
  return denied('daily_loss_limit', { limit, observed, message });
});

/** Denies opening orders while the fail-safe lasts, although the loss has fallen below its limit. */
export const cooldown = forOpening<OrderKind, AccountSituation>((_, { trip, now }, { failsafeResetMs }) => {
  if (!latched(trip, now, failsafeResetMs)) return null;
  const since = new Date(trip.at).toISOString();
  const until = failsafeResetMs === null ? 'POST /risk/reset' : new Date(trip.at + failsafeResetMs).toISOString();
  const message = `fail-safe: tripped at ${since} by a loss of ${decimalText(trip.loss)} USDT, lasts until ${until}`;
  return denied('cooldown', { limit: until, observed: new Date(now).toISOString(), message });
});

/** Denies an opening order when as many orders as a minute may have were allowed in the last 60 s. */
export const rateLimited = forOpening<OrderKind, AccountSituation>(
  (_, { ordersLastMinute }, { maxOrdersPerMinute }) => {
    if (ordersLastMinute < maxOrdersPerMinute) return null;
    const [limit, observed] = [String(maxOrdersPerMinute), String(ordersLastMinute)];
    const message = `orders in the last minute: expected fewer than ${limit}, actual ${observed}`;
    return denied('rate_limited', { limit, observed, message });
  },
);
