import { PROFILES } from '@qt/catalogue';
import type { ListedModel } from '@qt/contracts';

/** Binance, with these prices as of `now` (Unix ms). */
export function binanceAnswers(prices: Readonly<Record<string, string>>, now: () => number) {
  return {
    '/health/live': () => ({ status: 'live' }),
    '/api/v3/time': () => ({ serverTime: now() }),
    '/api/v3/ticker/24hr': () =>
      Object.entries(prices).map(([symbol, lastPrice]) => ({ symbol, lastPrice, closeTime: now() })),
  };
}

/** The retrain worker's registry, with one model that was trained at that time (Unix ms). */
export function registryAnswers(trainedAt: number) {
  const at = new Date(trainedAt).toISOString();
  const scores = { log_loss: 1, brier: 0.3, calibration_error: 0.02, accuracy: 0.8, rows: 300 };
  const model: ListedModel = {
    card: {
      version: 'm-1',
      trained_at: at,
      symbols: ['BTCUSDT'],
      data_from: at,
      data_to: at,
      features: [],
      profiles: PROFILES.map((profile) => ({
        profile,
        horizon_minutes: 30,
        in_sample: scores,
        out_of_sample: scores,
        baseline: scores,
        incumbent: null,
        beats_baseline: true,
      })),
      beats_baseline: true,
    },
    state: 'current',
    promoted_at: at,
    scored_at: null,
    why: 'first',
  };
  return { '/models/current': () => model, '/models': () => ({ promotions_halted: false, items: [model] }) };
}

/** An API whose ledger is empty when it is asked first, and which then does not answer any more. */
export function emptyLedger() {
  let asked = 0;
  const exchange = { state: 'agree', detail: '' };
  const empty = {
    opening_balance: '0',
    exchange,
    fills: 0,
    cash_flow: '0',
    positions: [],
    unconfirmed: [],
    unsettled: [],
  };
  return { '/internal/books': () => (asked++ === 0 ? empty : {}) };
}
