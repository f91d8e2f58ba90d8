import { SYSTEM_TABLE } from '@qt/postgres';

/** Oldest first; append only. Times are Unix ms. `set_aside`: interrupted by a stop. */
export const MIGRATIONS: readonly string[] = [
  `${SYSTEM_TABLE};
   CREATE TABLE worker (
     single BOOLEAN PRIMARY KEY DEFAULT true CHECK (single),
     first_start_at BIGINT NOT NULL,
     promotions_halted BOOLEAN NOT NULL DEFAULT false
   );
   CREATE TABLE runs (
     run_id TEXT PRIMARY KEY,
     number BIGINT NOT NULL GENERATED ALWAYS AS IDENTITY,
     trigger TEXT NOT NULL,
     status TEXT NOT NULL DEFAULT 'running' CHECK (status IN ('running', 'success', 'failure')),
     started_at BIGINT NOT NULL,
     seen_at BIGINT NOT NULL,
     finished_at BIGINT,
     progress DOUBLE PRECISION NOT NULL DEFAULT 0,
     stage TEXT NOT NULL DEFAULT 'starting',
     model_version TEXT,
     promoted BOOLEAN NOT NULL DEFAULT false,
     error TEXT,
     set_aside BOOLEAN NOT NULL DEFAULT false,
     stops INTEGER NOT NULL DEFAULT 0
   );
   CREATE UNIQUE INDEX one_run_at_a_time ON runs (status) WHERE status = 'running';
   CREATE INDEX runs_by_age ON runs (started_at);
   COMMENT ON COLUMN runs.number IS 'the order in which runs of one millisecond began';
   CREATE TABLE models (
     version TEXT PRIMARY KEY,
     number BIGINT NOT NULL GENERATED ALWAYS AS IDENTITY,
     card TEXT NOT NULL,
     state TEXT NOT NULL CHECK (state IN ('current', 'retired', 'candidate')),
     promoted_at BIGINT,
     scored_at BIGINT,
     why TEXT NOT NULL,
     trained_at BIGINT NOT NULL
   );
   CREATE UNIQUE INDEX one_current_model ON models (state) WHERE state = 'current';
   CREATE TABLE model_files (version TEXT PRIMARY KEY, content BYTEA NOT NULL);
   COMMENT ON TABLE model_files IS 'a file is there before its model is';
   CREATE TABLE trial (
     single BOOLEAN PRIMARY KEY DEFAULT true CHECK (single),
     kind TEXT NOT NULL CHECK (kind IN ('shadow', 'watch')),
     version TEXT NOT NULL,
     rival TEXT NOT NULL,
     ends_at BIGINT NOT NULL
   );
   CREATE TABLE predictions (
     version TEXT NOT NULL,
     profile TEXT NOT NULL,
     symbol TEXT NOT NULL,
     at BIGINT NOT NULL,
     buy DOUBLE PRECISION NOT NULL,
     sell DOUBLE PRECISION NOT NULL,
     hold DOUBLE PRECISION NOT NULL,
     label TEXT NOT NULL,
     PRIMARY KEY (version, profile, symbol, at)
   );`,
];
