import type { Profile } from '@qt/catalogue';
import type { Signals } from '@qt/contracts';
import type { Signal } from './signal.ts';

/** `signals` has at least one. */
export function signalsBody(profile: Profile, signals: readonly Signal[]): Signals {
  return {
    profile,
    model_version: signals[0]?.modelVersion ?? '',
    items: signals.map(({ symbol, action, confidence, at }) => ({
      symbol,
      action,
      confidence,
      at: new Date(at).toISOString(),
    })),
  };
}
