/** Oldest first; append only. Times in Unix ms. */
export const MIGRATIONS: readonly string[] = [
  `CREATE TABLE first_start (only INTEGER PRIMARY KEY CHECK (only = 1), at INTEGER NOT NULL) STRICT;
   CREATE TABLE last_run (
     job_id TEXT PRIMARY KEY,
     run_id TEXT NOT NULL,
     trigger TEXT NOT NULL CHECK (trigger IN ('schedule', 'manual')),
     started_at INTEGER NOT NULL,
     finished_at INTEGER NOT NULL,
     symbols_done INTEGER NOT NULL,
     errors_by_provider TEXT NOT NULL,
     error TEXT
   ) STRICT;
   CREATE TABLE last_check (
     target TEXT PRIMARY KEY,
     checked_at INTEGER NOT NULL,
     duration_ms REAL NOT NULL,
     error TEXT
   ) STRICT;`,
  'ALTER TABLE last_run ADD COLUMN degraded_in_a_row INTEGER NOT NULL DEFAULT 0',
];
