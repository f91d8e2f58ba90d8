import { writeFileSync } from 'node:fs';
import { table } from './markdown.ts';

/** One number that a benchmark is held to, in words. */
export interface Target {
  readonly what: string;
  readonly wanted: string;
  readonly measured: string;
  readonly met: boolean;
}

/** A benchmark's page, and which of its targets were missed. */
export interface Report {
  readonly page: string;
  readonly missed: readonly string[];
}

export function targetTable(targets: readonly Target[]): string {
  const rows = targets.map(({ what, wanted, measured, met }) => [what, wanted, measured, met ? 'met' : '**missed**']);
  return table(['', 'wanted', 'measured', ''], rows);
}

export function missedOf(targets: readonly Target[]): string[] {
  return targets.filter(({ met }) => !met).map(({ what }) => what);
}

/** Writes the page and says it; with a missed target the process will exit with 1. */
export function publish(file: string, { page, missed }: Report, say: (text: string) => void): void {
  writeFileSync(file, page);
  say(page);
  if (missed.length === 0) return;
  say(`missed: ${missed.join('; ')}`);
  process.exitCode = 1;
}
