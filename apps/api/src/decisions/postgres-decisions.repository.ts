import type { Profile } from '@qt/catalogue';
import type { PostgresDatabase } from '@qt/postgres';
import { recordsOf } from '../store/postgres/columns.ts';
import type { RecordedDecision } from './decision.ts';
import { decisionColumns, decisionOf, KEPT_MS } from './decision-rows.ts';
import { DecisionsRepository } from './decisions.repository.ts';

const COLUMNS =
  'at, symbol, profile, request_id, trace_id, model_version, features, buy, sell, hold, action, confidence, outcome';

/** The rows come in one statement: a scan decides on many symbols. */
const SAVE = `
  INSERT INTO decisions (${COLUMNS})
  SELECT DISTINCT ON (symbol, profile, at) ${COLUMNS} FROM json_populate_recordset(NULL::decisions, $1)
  ON CONFLICT (symbol, profile, at) DO UPDATE SET request_id = excluded.request_id, trace_id = excluded.trace_id,
    model_version = excluded.model_version, features = excluded.features, buy = excluded.buy, sell = excluded.sell,
    hold = excluded.hold, action = excluded.action, confidence = excluded.confidence, outcome = excluded.outcome`;

/** Decisions in PostgreSQL. */
export class PostgresDecisionsRepository extends DecisionsRepository {
  readonly #database: PostgresDatabase;

  constructor(database: PostgresDatabase) {
    super();
    this.#database = database;
  }

  async save(decisions: readonly RecordedDecision[], now: number): Promise<void> {
    const records = recordsOf(COLUMNS, decisions.map(decisionColumns));
    await this.#database.transaction(async (run) => {
      await run(SAVE, records);
      await run('DELETE FROM decisions WHERE at < $1', now - KEPT_MS);
    });
  }

  async between(symbol: string, profile: Profile, from: number, to: number): Promise<RecordedDecision[]> {
    const sql = 'SELECT * FROM decisions WHERE symbol = $1 AND profile = $2 AND at >= $3 AND at < $4 ORDER BY at';
    return (await this.#database.read(sql, symbol, profile, from, to)).map(decisionOf);
  }

  async byRequest(id: string): Promise<RecordedDecision[]> {
    const sql = 'SELECT * FROM decisions WHERE request_id = $1 OR trace_id = $1 ORDER BY at, symbol, profile';
    return (await this.#database.read(sql, id)).map(decisionOf);
  }
}
