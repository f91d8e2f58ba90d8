import type { Fate } from './run.ts';
import { EXPLAINED } from './survivors.ts';

/** Of all mutants so many must be noticed; each of the rest has its reason in `survivors.ts`. */
export const LEAST_KILLED = 0.95;

/** What a run says. */
export interface Report {
  /** One line a rule: mutants, noticed, survived. Then the survivors with their reasons. */
  readonly text: string;
  /** Survivors without a reason, and reasons without a survivor. */
  readonly problems: readonly string[];
  readonly killed: number;
  readonly total: number;
}

/** Reads a run of all mutants. */
export function reportOf(fates: readonly Fate[]): Report {
  const survivors = fates.filter(({ killedBy }) => killedBy === undefined).map(({ mutant }) => mutant.id);
  const killed = fates.length - survivors.length;
  const rules = Map.groupBy(fates, ({ mutant }) => [mutant.rule, mutant.cause ?? ''].join(' ').trim());
  const width = Math.max(...[...rules.keys()].map((rule) => rule.length));
  const line = (rule: string, ...counts: readonly (string | number)[]) =>
    [rule.padEnd(width), ...counts.map((count) => String(count).padStart(9))].join('');
  const lines = [...rules].map(([rule, own]) => {
    const noticed = own.filter(({ killedBy }) => killedBy !== undefined).length;
    return line(rule, own.length, noticed, own.length - noticed);
  });
  const text = [
    line('rule', 'mutants', 'noticed', 'survived'),
    ...lines,
    line('all', fates.length, killed, survivors.length),
    `${((100 * killed) / fates.length).toFixed(1)} % noticed (at least ${LEAST_KILLED * 100} %)`,
    ...survivors.map((id) => `survived: ${id}\n          ${EXPLAINED[id] ?? 'NOT EXPLAINED'}`),
  ].join('\n');
  return { text, problems: problemsOf(survivors), killed, total: fates.length };
}

function problemsOf(survivors: readonly string[]): string[] {
  return [
    ...survivors.filter((id) => !(id in EXPLAINED)).map((id) => `survived, expected a case that notices it: ${id}`),
    ...Object.keys(EXPLAINED)
      .filter((id) => !survivors.includes(id))
      .map((id) => `explained, but noticed or no mutant any more: ${id}`),
  ];
}
