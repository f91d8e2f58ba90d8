import type { ProviderName } from '@qt/catalogue';
import type { RunOutcome } from '../scheduling/job.ts';
import type { Check } from '../synthetic/check.ts';

/** A row of either database. */
export type Row = Readonly<Record<string, unknown>>;

/** The columns that every finished run has; a run without an error succeeded. */
export function finishedOf(row: Row): { finishedAt: number; outcome: RunOutcome; degradedInARow: number } {
  const symbolsDone = Number(row['symbols_done']);
  const error = row['error'];
  const outcome: RunOutcome =
    typeof error === 'string'
      ? { status: 'degraded', symbolsDone, errorsByProvider: JSON.parse(String(row['errors_by_provider'])), error }
      : { status: 'success', symbolsDone };
  return { finishedAt: Number(row['finished_at']), outcome, degradedInARow: Number(row['degraded_in_a_row']) };
}

export function checkOf(row: Row): Check {
  const error = row['error'];
  return {
    target: row['target'] as ProviderName,
    checkedAt: Number(row['checked_at']),
    durationMs: Number(row['duration_ms']),
    result: typeof error === 'string' ? { ok: false, error } : { ok: true },
  };
}
