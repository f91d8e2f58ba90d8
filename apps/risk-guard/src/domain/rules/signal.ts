import { denied } from '../decision.ts';
import type { Situation } from '../order-context.ts';
import type { Order } from '../order-request.ts';
import { forOpening } from './rule.ts';

/** Denies an opening order by a signal whose model has expired. */
export const modelExpired = forOpening<Order, Situation>(({ signal }, { now }) => {
  if (signal === null || signal.modelExpiresAt > now) return null;
  const [limit, observed] = [new Date(signal.modelExpiresAt).toISOString(), new Date(now).toISOString()];
  return denied('model_expired', {
    limit,
    observed,
    message: `model: expected one that is valid, actual expired ${limit}`,
  });
});

/** Denies an opening order by a signal that is less confident than its profile asks for. */
export const lowConfidence = forOpening<Order, Situation>(({ signal }) => {
  if (signal === null || signal.confidence >= signal.entryThreshold) return null;
  const [limit, observed] = [String(signal.entryThreshold), String(signal.confidence)];
  return denied('low_confidence', {
    limit,
    observed,
    message: `confidence: expected at least ${limit}, actual ${observed}`,
  });
});
