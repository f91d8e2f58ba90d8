import { columns } from '@qt/test-kit';
import type { Result } from '../run/result.ts';

const HEAD = ['alert', 'fault', 'pending', 'firing', 'notified', 'resolved', 'notified', ''];

/** The table that the command prints: seconds since the fault, then since its end. */
export function table(results: readonly Result[]): string {
  const rows = results.map(({ drill, seconds, skipped, problems }) => [
    `${drill.alert}${drill.cause === undefined ? '' : ` (${drill.cause})`}`,
    drill.fault,
    ...(['pending', 'firing', 'notified', 'inactive', 'resolved'] as const).map((stage) => shown(seconds[stage])),
    skipped === undefined ? (problems.length === 0 ? 'ok' : 'FAILED') : 'skipped',
  ]);
  return columns([HEAD, ...rows]);
}

/** Seconds with one decimal; `-` for a stage that was not seen. */
export function shown(seconds: number | undefined): string {
  return seconds === undefined ? '-' : `${seconds.toFixed(1)} s`;
}
