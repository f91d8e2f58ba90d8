import type { Profile } from '@qt/catalogue';
import type { ProvenModel } from './guard.repository.ts';
import type { GuardDatabase } from './guard-database.ts';

interface ModelRow {
  readonly version: string;
  /** Comma separated. */
  readonly profiles: string;
  readonly proven_at: number;
  readonly seen_at: number;
}

/** Call it inside a write. */
export function saveModels(database: GuardDatabase, models: readonly ProvenModel[], seenAt: number): void {
  database.run('DELETE FROM known_model');
  for (const { version, profiles, provenAt } of models) {
    database.run('INSERT INTO known_model VALUES (?, ?, ?, ?)', version, profiles.join(','), provenAt, seenAt);
  }
}

export function readModels(database: GuardDatabase): { models: ProvenModel[]; asOf: number } | null {
  const rows = database.all<ModelRow>('SELECT * FROM known_model ORDER BY proven_at DESC, version');
  const [first] = rows;
  if (first === undefined) return null;
  const models = rows.map(({ version, profiles, proven_at: provenAt }) => ({
    version,
    profiles: profiles.split(',') as Profile[],
    provenAt,
  }));
  return { models, asOf: first.seen_at };
}
