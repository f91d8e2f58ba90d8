import type { MutantResult } from './run.ts';
import { EXPLAINED } from './survivors.ts';

/** The least share of mutants that cases must detect; each survivor has its reason in `survivors.ts`. */
export const LEAST_KILLED = 0.95;

/** The report of a run. */
interface Report {
  /** One line per rule: mutants, noticed, survived. Then the survivors with their reasons. */
  readonly text: string;
  /** Survivors without a reason, and reasons without a survivor. */
  readonly problems: readonly string[];
  readonly killed: number;
  readonly total: number;
}

/** Summarises a run. */
export function reportOf(results: readonly MutantResult[]): Report {
  const survivors = results.filter(({ killedBy }) => killedBy === undefined).map(({ mutant }) => mutant.id);
  const killed = results.length - survivors.length;
  const rules = Map.groupBy(results, ({ mutant }) => [mutant.rule, mutant.cause ?? ''].join(' ').trim());
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
    line('all', results.length, killed, survivors.length),
    `${((100 * killed) / results.length).toFixed(1)} % noticed (at least ${LEAST_KILLED * 100} %)`,
    ...survivors.map((id) => `survived: ${id}\n          ${EXPLAINED[id] ?? 'NOT EXPLAINED'}`),
  ].join('\n');
  return { text, problems: problemsOf(survivors), killed, total: results.length };
}

function problemsOf(survivors: readonly string[]): string[] {
  return [
    ...survivors.filter((id) => !(id in EXPLAINED)).map((id) => `survived, expected a case that notices it: ${id}`),
    ...Object.keys(EXPLAINED)
      .filter((id) => !survivors.includes(id))
      .map((id) => `explained, but noticed or no mutant any more: ${id}`),
  ];
}
