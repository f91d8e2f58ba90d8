/** The schema's migrations: each script runs once, in this order. Append only. Times are Unix ms. `set_aside`: interrupted by a stop. */
export const MIGRATIONS = [
  `
  CREATE TABLE worker (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    first_start_at INTEGER NOT NULL,
    promotions_halted INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE TABLE runs (
    run_id TEXT PRIMARY KEY,
    trigger TEXT NOT NULL,
    status TEXT NOT NULL DEFAULT 'running' CHECK (status IN ('running', 'success', 'failure')),
    started_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    finished_at INTEGER,
    progress REAL NOT NULL DEFAULT 0,
    stage TEXT NOT NULL DEFAULT 'starting',
    model_version TEXT,
    promoted INTEGER NOT NULL DEFAULT 0,
    error TEXT
  ) STRICT;
  CREATE UNIQUE INDEX one_run_at_a_time ON runs (status) WHERE status = 'running';
  CREATE INDEX runs_by_age ON runs (started_at);
  CREATE TABLE models (
    version TEXT PRIMARY KEY,
    card TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('current', 'retired', 'candidate')),
    promoted_at INTEGER,
    why TEXT NOT NULL,
    trained_at INTEGER NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX one_current_model ON models (state) WHERE state = 'current';
  `,
  `
  ALTER TABLE runs ADD COLUMN set_aside INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE runs ADD COLUMN stops INTEGER NOT NULL DEFAULT 0;
  `,
  'ALTER TABLE models ADD COLUMN scored_at INTEGER',
  `
  CREATE TABLE trial (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    kind TEXT NOT NULL CHECK (kind IN ('shadow', 'watch')),
    version TEXT NOT NULL,
    rival TEXT NOT NULL,
    ends_at INTEGER NOT NULL
  ) STRICT;
  `,
  `
  CREATE TABLE predictions (
    version TEXT NOT NULL,
    profile TEXT NOT NULL,
    symbol TEXT NOT NULL,
    at INTEGER NOT NULL,
    buy REAL NOT NULL,
    sell REAL NOT NULL,
    hold REAL NOT NULL,
    label TEXT NOT NULL,
    PRIMARY KEY (version, profile, symbol, at)
  ) STRICT, WITHOUT ROWID;
  `,
] as const;
