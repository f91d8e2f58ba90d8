import type { Mutant } from './stryker-report.ts';

interface Summary {
  /** One line per file, then the survivors with their reasons. */
  readonly text: string;
  /** Survivors without a reason, and reasons without a survivor. */
  readonly problems: readonly string[];
  /** From 0 to 1. */
  readonly killed: number;
}

/** Summarises a run. `explained`: why a mutant survives, by its id. */
export function summaryOf(mutants: readonly Mutant[], explained: Readonly<Record<string, string>>): Summary {
  const survivors = mutants.filter(({ outcome }) => outcome === 'survived').map(({ id }) => id);
  const files = [...Map.groupBy(mutants, ({ file }) => file)].sort(([a], [b]) => (a < b ? -1 : 1));
  const width = Math.max(...files.map(([file]) => file.length));
  const line = (name: string, own: readonly Mutant[]) => {
    const killed = own.filter(({ outcome }) => outcome === 'killed').length;
    return `${name.padEnd(width)}${String(own.length).padStart(9)}${String(killed).padStart(9)}${percentOf(killed, own.length).padStart(9)}`;
  };
  const text = [
    `${'file'.padEnd(width)}${'mutants'.padStart(9)}${'killed'.padStart(9)}${'%'.padStart(9)}`,
    ...files.map(([file, own]) => line(file, own)),
    line('all', mutants),
    ...survivors.map((id) => `survived: ${id}\n          ${explained[id] ?? 'NOT EXPLAINED'}`),
  ].join('\n');

  const tried = new Set(mutants.map(({ file }) => file));
  const unneeded = Object.keys(explained).filter((id) => tried.has(fileOf(id)) && !survivors.includes(id));
  const problems = [
    ...survivors.filter((id) => !(id in explained)).map((id) => `expected a test that kills it, or a reason: ${id}`),
    ...unneeded.map((id) => `explained, but killed or no mutant any more: ${id}`),
  ];
  return { text, problems, killed: 1 - survivors.length / mutants.length };
}

function fileOf(id: string): string {
  return id.slice(0, id.indexOf(': '));
}

function percentOf(some: number, all: number): string {
  return ((100 * some) / all).toFixed(1);
}
