import { ACTIONS, type Action, type Profile } from '@qt/catalogue';
import { type ListedModel, modelCard } from '@qt/contracts';
import type { JudgedPrediction } from '@qt/model';
import type { Run } from './retrain.repository.ts';
import type { Trial } from './trial.ts';

/** A row of either database: SQLite has 0 and 1 where PostgreSQL has a boolean, which also gives large integers as text. */
export type Row = Readonly<Record<string, unknown>>;

export function runOf(row: Row): Run {
  return {
    runId: String(row['run_id']),
    trigger: String(row['trigger']),
    status: row['status'] as Run['status'],
    startedAt: Number(row['started_at']),
    seenAt: Number(row['seen_at']),
    finishedAt: numberOrNull(row['finished_at']),
    progress: Number(row['progress']),
    stage: String(row['stage']),
    modelVersion: row['model_version'] as string | null,
    promoted: Boolean(row['promoted']),
    error: row['error'] as string | null,
    interrupted: Boolean(row['set_aside']),
    stops: Number(row['stops']),
  };
}

export function modelOf(row: Row): ListedModel {
  const instant = (ms: unknown) => (ms === null ? null : new Date(Number(ms)).toISOString());
  return {
    card: modelCard.parse(JSON.parse(String(row['card']))),
    state: row['state'] as ListedModel['state'],
    promoted_at: instant(row['promoted_at']),
    scored_at: instant(row['scored_at']),
    why: String(row['why']),
  };
}

export function trialOf(row: Row): Trial {
  const [version, rival] = [String(row['version']), String(row['rival'])];
  return { kind: row['kind'] as Trial['kind'], version, rival, endsAt: Number(row['ends_at']) };
}

export function predictionOf(row: Row): JudgedPrediction {
  return {
    profile: row['profile'] as Profile,
    symbol: String(row['symbol']),
    time: Number(row['at']),
    probabilities: { buy: Number(row['buy']), sell: Number(row['sell']), hold: Number(row['hold']) },
    label: ACTIONS.indexOf(row['label'] as Action),
  };
}

/** The columns of a prediction, but for the version. */
export function predictionColumns({ profile, symbol, time, probabilities, label }: JudgedPrediction) {
  const { buy, sell, hold } = probabilities;
  return { profile, symbol, at: time, buy, sell, hold, label: ACTIONS[label] ?? 'hold' };
}

export function numberOrNull(value: unknown): number | null {
  return value === null || value === undefined ? null : Number(value);
}
