import type { ProvenModel } from './guard.repository.ts';
import type { GuardDatabase } from './guard-database.ts';
import { type ModelRow, modelsOf } from './model-rows.ts';

/** Call it inside a write. */
export function saveModels(database: GuardDatabase, models: readonly ProvenModel[], seenAt: number): void {
  database.run('DELETE FROM known_model');
  for (const { version, profiles, provenAt } of models) {
    database.run('INSERT INTO known_model VALUES (?, ?, ?, ?)', version, profiles.join(','), provenAt, seenAt);
  }
}

export function readModels(database: GuardDatabase): { models: ProvenModel[]; asOf: number } | null {
  const rows = database.all<ModelRow>('SELECT * FROM known_model ORDER BY proven_at DESC, version');
  return modelsOf(rows);
}
