import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { type ListedModel, modelCard } from '@qt/contracts';
import { inTransaction, openDatabase } from '@qt/sqlite';
import { MIGRATIONS } from './migrations.ts';
import type { RetrainStore, Run } from './retrain.repository.ts';

/** Runs kept of each status. */
const KEPT_RUNS = 500;

/**
 * The store in one SQLite file. `now` (Unix ms) is when a new file says that it was made.
 *
 * @throws StoreUnavailable if the file is locked, unwritable, damaged or of a later version.
 */
export function openSqliteStore(file: string, now: number): RetrainStore {
  const database = openDatabase({ file, migrations: MIGRATIONS, synchronous: 'FULL' });
  database.prepare('INSERT INTO worker (id, first_start_at) VALUES (1, ?) ON CONFLICT DO NOTHING').run(now);
  return { ...runsIn(database), ...modelsIn(database), close: async () => database.close() };
}

type Row = Record<string, unknown>;

type RunPart = Pick<
  RetrainStore,
  | 'firstStartAt'
  | 'begin'
  | 'advance'
  | 'succeed'
  | 'fail'
  | 'setAside'
  | 'takeUp'
  | 'unfinished'
  | 'runs'
  | 'lastFinishedAt'
>;

function runsIn(database: DatabaseSync): RunPart {
  const { run, rows, value } = statements(database);
  return {
    firstStartAt: async () => Number(value('SELECT first_start_at FROM worker')),
    begin: async ({ runId, trigger, startedAt }) =>
      run(
        'INSERT INTO runs (run_id, trigger, started_at, seen_at) VALUES (?, ?, ?, ?)',
        runId,
        trigger,
        startedAt,
        startedAt,
      ),
    advance: async (runId, at, progress, stage) =>
      run('UPDATE runs SET seen_at = ?, progress = ?, stage = ? WHERE run_id = ?', at, progress, stage, runId),
    succeed: async (runId, at, { card, promoted, why }) =>
      inTransaction(database, () => {
        run(
          "INSERT INTO models (version, card, state, why, trained_at) VALUES (?, ?, 'candidate', ?, ?)",
          card.version,
          JSON.stringify(card),
          why,
          Date.parse(card.trained_at),
        );
        if (promoted) makeCurrent(database, card.version, at, why);
        run(
          `UPDATE runs SET status = 'success', seen_at = ?1, finished_at = ?1, progress = 1, stage = 'done',
           model_version = ?2, promoted = ?3 WHERE run_id = ?4`,
          at,
          card.version,
          promoted ? 1 : 0,
          runId,
        );
        prune(database, 'success');
      }),
    fail: async (runId, at, error) =>
      inTransaction(database, () => {
        run("UPDATE runs SET status = 'failure', finished_at = ?, error = ? WHERE run_id = ?", at, error, runId);
        prune(database, 'failure');
      }),
    setAside: async (runId, at) =>
      run('UPDATE runs SET set_aside = 1, stops = stops + 1, seen_at = ? WHERE run_id = ?', at, runId),
    takeUp: async (runId, startedAt) =>
      run(
        `UPDATE runs SET set_aside = 0, started_at = ?1, seen_at = ?1, progress = 0, stage = 'starting'
         WHERE run_id = ?2`,
        startedAt,
        runId,
      ),
    unfinished: async () => rows("SELECT * FROM runs WHERE status = 'running'").map(runOf),
    runs: async (limit) => rows('SELECT * FROM runs ORDER BY started_at DESC, rowid DESC LIMIT ?', limit).map(runOf),
    lastFinishedAt: async (status) =>
      value('SELECT max(finished_at) FROM runs WHERE status = ?', status) as number | null,
  };
}

type ModelPart = Omit<RetrainStore, keyof RunPart | 'close'>;

function modelsIn(database: DatabaseSync): ModelPart {
  const { run, rows, value } = statements(database);
  const one = async (where: string, ...values: SQLInputValue[]) =>
    rows(`SELECT * FROM models WHERE ${where}`, ...values).map(modelOf)[0] ?? null;
  return {
    models: async () => rows('SELECT * FROM models ORDER BY trained_at DESC, rowid DESC').map(modelOf),
    model: (version) => one('version = ?', version),
    current: () => one("state = 'current'"),
    promote: async (version, at, why) => inTransaction(database, () => makeCurrent(database, version, at, why)),
    removeModel: async (version) => run("DELETE FROM models WHERE version = ? AND state <> 'current'", version),
    promotionsHalted: async () => value('SELECT promotions_halted FROM worker') === 1,
    haltPromotions: async (halted) => run('UPDATE worker SET promotions_halted = ?', halted ? 1 : 0),
  };
}

function makeCurrent(database: DatabaseSync, version: string, at: number, why: string): void {
  database.prepare("UPDATE models SET state = 'retired' WHERE state = 'current'").run();
  const { changes } = database
    .prepare("UPDATE models SET state = 'current', promoted_at = ?, why = ? WHERE version = ?")
    .run(at, why, version);
  if (changes !== 1) throw new Error(`version: expected a known model, actual '${version}'`);
}

function prune(database: DatabaseSync, status: 'success' | 'failure'): void {
  database
    .prepare(
      `DELETE FROM runs WHERE status = ?1 AND rowid NOT IN
       (SELECT rowid FROM runs WHERE status = ?1 ORDER BY finished_at DESC LIMIT ${KEPT_RUNS})`,
    )
    .run(status);
}

function statements(database: DatabaseSync) {
  return {
    run: (sql: string, ...values: SQLInputValue[]): void => {
      database.prepare(sql).run(...values);
    },
    rows: (sql: string, ...values: SQLInputValue[]): Row[] => database.prepare(sql).all(...values),
    /** The one value of a query of one row. */
    value: (sql: string, ...values: SQLInputValue[]): unknown =>
      Object.values(database.prepare(sql).get(...values) ?? {})[0] ?? null,
  };
}

function runOf(row: Row): Run {
  return {
    runId: String(row['run_id']),
    trigger: String(row['trigger']),
    status: row['status'] as Run['status'],
    startedAt: Number(row['started_at']),
    seenAt: Number(row['seen_at']),
    finishedAt: row['finished_at'] as number | null,
    progress: Number(row['progress']),
    stage: String(row['stage']),
    modelVersion: row['model_version'] as string | null,
    promoted: row['promoted'] === 1,
    error: row['error'] as string | null,
    setAside: row['set_aside'] === 1,
    stops: Number(row['stops']),
  };
}

function modelOf(row: Row): ListedModel {
  const promotedAt = row['promoted_at'] as number | null;
  return {
    card: modelCard.parse(JSON.parse(String(row['card']))),
    state: row['state'] as ListedModel['state'],
    promoted_at: promotedAt === null ? null : new Date(promotedAt).toISOString(),
    why: String(row['why']),
  };
}
