import { SYSTEM_TABLE } from '@qt/postgres';

/** Oldest first; append only. Times in Unix ms. */
export const MIGRATIONS: readonly string[] = [
  `CREATE TABLE scheduler (
     single BOOLEAN PRIMARY KEY DEFAULT true CHECK (single),
     first_start BIGINT NOT NULL
   );
   CREATE TABLE job (
     job_id TEXT PRIMARY KEY,
     due_at BIGINT NOT NULL,
     token BIGINT NOT NULL DEFAULT 0,
     run_id TEXT,
     trigger TEXT CHECK (trigger IN ('schedule', 'manual')),
     tick_at BIGINT,
     started_at BIGINT,
     lease_until BIGINT,
     CHECK ((run_id IS NULL) = (lease_until IS NULL) AND (run_id IS NULL) = (started_at IS NULL))
   );
   CREATE TABLE finished_run (
     job_id TEXT NOT NULL REFERENCES job,
     token BIGINT NOT NULL,
     run_id TEXT NOT NULL UNIQUE,
     trigger TEXT NOT NULL CHECK (trigger IN ('schedule', 'manual')),
     tick_at BIGINT,
     started_at BIGINT NOT NULL,
     finished_at BIGINT NOT NULL,
     symbols_done INTEGER NOT NULL,
     errors_by_provider TEXT NOT NULL,
     error TEXT,
     degraded_in_a_row INTEGER NOT NULL,
     closed_by TEXT,
     PRIMARY KEY (job_id, token),
     UNIQUE (job_id, tick_at)
   );
   COMMENT ON COLUMN job.token IS 'grows with each claim; a write of a run is made under it';
   COMMENT ON COLUMN job.due_at IS 'Unix ms by the clock of this server';
   COMMENT ON COLUMN finished_run.tick_at IS 'the due time that became this run; once for each job. Null: by hand';
   COMMENT ON COLUMN finished_run.closed_by IS 'the look of another replica that found the run lost';
   CREATE TABLE last_check (
     target TEXT PRIMARY KEY,
     checked_at BIGINT NOT NULL,
     duration_ms DOUBLE PRECISION NOT NULL,
     error TEXT
   );`,
  SYSTEM_TABLE,
];
