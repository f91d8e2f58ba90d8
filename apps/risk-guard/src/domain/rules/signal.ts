import type { KnownModel } from '../known-models.ts';
import type { OrderContext } from '../order-context.ts';
import type { OrderRequest, OrderSignal } from '../order-request.ts';
import { finding, openingOnly } from './rule.ts';

/** An expiry may be rounded on its way. */
const EXPIRY_TOLERANCE_MS = 1000;

/** Denies an opening order by a signal of a model that the registry does not know, or knows otherwise. */
export const modelUnknown = openingOnly<OrderRequest, OrderContext>(({ signal, profile }, { models }) => {
  if (signal === null || models === null) return null;
  const model = modelOf(signal, models);
  if (model === undefined) {
    const [limit, observed] = [models.map(({ version }) => version).join(',') || 'none', shown(signal)];
    const message = `model: expected one that the registry has promoted, actual ${observed}`;
    return finding('facts_disagree', true, () => ({ limit, observed, message }));
  }
  if (profile !== null && !model.profiles.includes(profile)) {
    const [limit, observed] = [model.profiles.join(','), profile];
    const message = `model ${model.version}: expected one of its profiles ${limit}, actual ${observed}`;
    return finding('facts_disagree', true, () => ({ limit, observed, message }));
  }
  return finding('facts_disagree', !(Math.abs(model.expiresAt - signal.modelExpiresAt) <= EXPIRY_TOLERANCE_MS), () => {
    const [limit, observed] = [iso(model.expiresAt), iso(signal.modelExpiresAt)];
    const message = `model ${model.version}: expected to expire ${limit} by the registry, actual ${observed}`;
    return { limit, observed, message };
  });
});

/** Denies an opening order by a signal whose model has expired, by the registry or by the caller, and while none is known. */
export const modelExpired = openingOnly<OrderRequest, OrderContext>(({ signal }, { models, now }) => {
  if (signal === null) return null;
  if (models === null) {
    const message = 'model: expected one of the registry, actual none known: the retrain worker has not answered yet';
    return finding('model_expired', true, () => ({ message }));
  }
  const expiresAt = Math.min(signal.modelExpiresAt, modelOf(signal, models)?.expiresAt ?? Number.POSITIVE_INFINITY);
  const expired = !(expiresAt > now);
  return finding('model_expired', expired, () => {
    const [limit, observed] = [iso(expiresAt), iso(now)];
    const message = `model: expected one that is valid, actual ${expired ? 'expired' : 'valid until'} ${limit}`;
    return { limit, observed, message };
  });
});

/** Denies an opening order by a signal less confident than its profile requires. */
export const lowConfidence = openingOnly<OrderRequest, OrderContext>(({ signal }) => {
  if (signal === null) return null;
  const { confidence, entryThreshold } = signal;
  return finding('low_confidence', !(confidence >= entryThreshold), () => {
    const [limit, observed] = [String(entryThreshold), String(confidence)];
    return { limit, observed, message: `confidence: expected at least ${limit}, actual ${observed}` };
  });
});

/** By its version; a caller that does not name one has only the expiry. */
function modelOf({ modelVersion, modelExpiresAt }: OrderSignal, models: readonly KnownModel[]): KnownModel | undefined {
  return models.find(({ version, expiresAt }) =>
    modelVersion === null ? Math.abs(expiresAt - modelExpiresAt) <= EXPIRY_TOLERANCE_MS : version === modelVersion,
  );
}

function shown({ modelVersion, modelExpiresAt }: OrderSignal): string {
  return modelVersion ?? `one that expires ${iso(modelExpiresAt)}`;
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
