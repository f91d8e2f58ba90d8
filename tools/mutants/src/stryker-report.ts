/** What is read of Stryker's JSON report. */
export interface StrykerReport {
  /** By path from the root of the workspace. */
  readonly files: Readonly<Record<string, { readonly source: string; readonly mutants: readonly StrykerMutant[] }>>;
}

interface StrykerMutant {
  /** `Survived` and `NoCoverage` are not noticed; `RuntimeError` and the like could not be tried. */
  readonly status: string;
  readonly replacement: string;
  readonly location: { readonly start: Position; readonly end: Position };
}

/** Both count from 1. */
interface Position {
  readonly line: number;
  readonly column: number;
}

/** A change of the domain that its tests should notice. */
export interface Mutant {
  /** Stable as long as its line does not change. */
  readonly id: string;
  readonly file: string;
  readonly outcome: 'killed' | 'survived';
}

const OUTCOMES: Readonly<Record<string, Mutant['outcome']>> = {
  Killed: 'killed',
  Timeout: 'killed',
  Survived: 'survived',
  NoCoverage: 'survived',
};

/** The mutants that were tried. */
export function mutantsIn({ files }: StrykerReport): Mutant[] {
  return Object.entries(files).flatMap(([file, { source, mutants }]) => {
    const lines = source.split('\n');
    const counts = new Map<string, number>();
    return mutants.flatMap(({ status, replacement, location }) => {
      const outcome = OUTCOMES[status];
      if (outcome === undefined) return [];
      const change = `${file}: ${oneLine(textAt(lines, location))} → ${oneLine(replacement)}`;
      const nth = (counts.get(change) ?? 0) + 1;
      counts.set(change, nth);
      return [{ id: nth === 1 ? change : `${change} (${nth})`, file, outcome }];
    });
  });
}

function textAt(lines: readonly string[], { start, end }: StrykerMutant['location']): string {
  const within = lines.slice(start.line - 1, end.line);
  const last = within.length - 1;
  return within
    .map((line, n) => line.slice(n === 0 ? start.column - 1 : 0, n === last ? end.column - 1 : undefined))
    .join('\n');
}

function oneLine(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length > 100 ? `${line.slice(0, 60)} … ${line.slice(-37)}` : line;
}
