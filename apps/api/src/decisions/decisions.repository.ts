import { DatabaseSync } from 'node:sqlite';
import { Injectable } from '@nestjs/common';
import type { Action, Profile } from '@qt/catalogue';
import { inTransactionWhenFree } from '@qt/sqlite';
import type { RecordedDecision } from './decision.ts';

const KEPT_MS = 24 * 3_600_000;
/** As many as tell one number from another. */
const DIGITS = 7;

/** The decisions of the last 24 h, in the API's database: some 13,000 rows with three symbols and profiles. */
@Injectable()
export class DecisionsRepository {
  readonly #statements;

  constructor(private readonly database: DatabaseSync) {
    this.#statements = {
      insert: database.prepare('INSERT OR REPLACE INTO decisions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)'),
      prune: database.prepare('DELETE FROM decisions WHERE at < ?'),
      selectBetween: database.prepare(
        'SELECT * FROM decisions WHERE symbol = ? AND profile = ? AND at >= ? AND at < ? ORDER BY at',
      ),
      selectByRequest: database.prepare('SELECT * FROM decisions WHERE request_id = ? OR trace_id = ? ORDER BY at'),
    };
  }

  /** Saves the decisions of a scan and drops those that are older than a day. `now`: Unix ms. */
  async save(decisions: readonly RecordedDecision[], now: number): Promise<void> {
    await inTransactionWhenFree(this.database, () => {
      for (const decision of decisions) this.#statements.insert.run(...columnsOf(decision));
      this.#statements.prune.run(now - KEPT_MS);
    });
  }

  /** From `from` until before `to`, Unix ms, oldest first. */
  between(symbol: string, profile: Profile, from: number, to: number): RecordedDecision[] {
    return this.#statements.selectBetween.all(symbol, profile, from, to).map(decisionOf);
  }

  /** Of the scan with this request id or trace id. */
  byRequest(id: string): RecordedDecision[] {
    return this.#statements.selectByRequest.all(id, id).map(decisionOf);
  }
}

function columnsOf(decision: RecordedDecision) {
  const { at, symbol, profile, requestId, traceId, modelVersion, features, action, confidence, outcome } = decision;
  const { buy, sell, hold } = decision.probabilities;
  const short = JSON.stringify(features.map((value) => Number(value.toPrecision(DIGITS))));
  return [
    ...([at, symbol, profile, requestId, traceId, modelVersion, short] as const),
    ...([buy, sell, hold, action, confidence, outcome] as const),
  ] as const;
}

function decisionOf(row: Readonly<Record<string, unknown>>): RecordedDecision {
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
