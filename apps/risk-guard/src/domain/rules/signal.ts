import { denialOf } from '../decision.ts';
import type { OrderContext } from '../order-context.ts';
import type { OrderRequest } from '../order-request.ts';
import { openingOnly } from './rule.ts';

/** Denies an opening order by a signal whose model has expired. */
export const modelExpired = openingOnly<OrderRequest, OrderContext>(({ signal }, { now }) => {
  if (signal === null || signal.modelExpiresAt > now) return null;
  const [limit, observed] = [new Date(signal.modelExpiresAt).toISOString(), new Date(now).toISOString()];
  return denialOf('model_expired', {
    limit,
    observed,
    message: `model: expected one that is valid, actual expired ${limit}`,
  });
});

/** Denies an opening order by a signal less confident than its profile requires. */
export const lowConfidence = openingOnly<OrderRequest, OrderContext>(({ signal }) => {
  if (signal === null || signal.confidence >= signal.entryThreshold) return null;
  const [limit, observed] = [String(signal.entryThreshold), String(signal.confidence)];
  return denialOf('low_confidence', {
    limit,
    observed,
    message: `confidence: expected at least ${limit}, actual ${observed}`,
  });
});
