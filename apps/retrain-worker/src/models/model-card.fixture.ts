import type { Profile } from '@qt/catalogue';
import type { ModelCard } from '@qt/contracts';

type Losses = { readonly own: number; readonly baseline: number; readonly incumbent?: number };

/** A model card with these log losses out of sample, by profile. */
export function cardOf(
  version: string,
  losses: Partial<Record<Profile, Losses>> = { balanced: { own: 0.5, baseline: 1 } },
): ModelCard {
  const scores = (log_loss: number) => ({ log_loss, brier: 0.3, calibration_error: 0.02, accuracy: 0.8, rows: 300 });
  const profiles = Object.entries(losses).map(([profile, { own, baseline, incumbent }]) => ({
    profile: profile as Profile,
    horizon_minutes: 30,
    in_sample: scores(own / 2),
    out_of_sample: scores(own),
    baseline: scores(baseline),
    incumbent: incumbent === undefined ? null : scores(incumbent),
    beats_baseline: own < baseline,
    scored: { from: '2025-12-31T00:00:00.000Z', to: '2025-12-31T23:00:00.000Z', unseen: true },
  }));
  const differences = Object.values(losses).map(({ own, incumbent }) => own - (incumbent ?? Number.NaN));
  const difference = differences.reduce((sum, each) => sum + each, 0) / differences.length;
  return {
    version,
    trained_at: '2026-01-01T00:00:00.000Z',
    symbols: ['BTCUSDT'],
    data_from: '2025-12-18T00:00:00.000Z',
    data_to: '2025-12-31T23:59:00.000Z',
    features: [],
    comparison: Number.isNaN(difference)
      ? null
      : {
          rows: 900,
          blocks: 12,
          log_loss: { difference, lower: difference - 0.05, upper: difference + 0.05 },
          net_return: { difference: 0, lower: -0.001, upper: 0.001 },
        },
    profiles,
    beats_baseline: profiles.every((each) => each.beats_baseline),
  };
}
