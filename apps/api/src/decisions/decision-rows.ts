import type { Action, Profile } from '@qt/catalogue';
import type { Row } from '../store/row.ts';
import type { RecordedDecision } from './decision.ts';

/** How long a decision is kept, in ms. */
export const KEPT_MS = 24 * 3_600_000;
/** As many as tell one number from another. */
const DIGITS = 7;

/** In the order of the table's columns. */
export function decisionColumns(decision: RecordedDecision) {
  const { at, symbol, profile, requestId, traceId, modelVersion, features, action, confidence, outcome } = decision;
  const { buy, sell, hold } = decision.probabilities;
  const short = JSON.stringify(features.map((value) => Number(value.toPrecision(DIGITS))));
  return [
    ...([at, symbol, profile, requestId, traceId, modelVersion, short] as const),
    ...([buy, sell, hold, action, confidence, outcome] as const),
  ] as const;
}

export function decisionOf(row: Row): RecordedDecision {
  return {
    at: Number(row['at']),
    symbol: String(row['symbol']),
    profile: row['profile'] as Profile,
    requestId: String(row['request_id']),
    traceId: row['trace_id'] === null ? null : String(row['trace_id']),
    modelVersion: String(row['model_version']),
    features: JSON.parse(String(row['features'])) as number[],
    probabilities: { buy: Number(row['buy']), sell: Number(row['sell']), hold: Number(row['hold']) },
    action: row['action'] as Action,
    confidence: Number(row['confidence']),
    outcome: String(row['outcome']),
  };
}
