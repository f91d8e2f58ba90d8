import type { ModelCard } from '@qt/contracts';

/** A made-up model card. */
export function anyCard(): ModelCard {
  return {
    version: 'm-20260101t000000z',
    trained_at: '2026-01-01T00:00:00.000Z',
    symbols: ['BTCUSDT'],
    data_from: '2025-12-18T00:00:00.000Z',
    data_to: '2025-12-31T23:59:00.000Z',
    features: [],
    profiles: [],
    beats_baseline: true,
  };
}
