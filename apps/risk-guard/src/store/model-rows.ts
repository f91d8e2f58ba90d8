import type { Profile } from '@qt/catalogue';
import type { ProvenModel } from './guard.repository.ts';

/** A row of either engine. */
export interface ModelRow {
  readonly version: string;
  /** Comma separated. */
  readonly profiles: string;
  readonly proven_at: number;
  readonly seen_at: number;
}

/** Null: none was stored. */
export function modelsOf(rows: readonly ModelRow[]): { models: ProvenModel[]; asOf: number } | null {
  const [first] = rows;
  if (first === undefined) return null;
  const models = rows.map(({ version, profiles, proven_at: provenAt }) => ({
    version,
    profiles: profiles.split(',') as Profile[],
    provenAt,
  }));
  return { models, asOf: first.seen_at };
}
