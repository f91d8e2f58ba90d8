import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { ruleGroups } from '../../alerts/rules.ts';
import { CASES } from '../cases/index.ts';
import { prove } from '../promtool/prove.ts';
import { type Mutant, mutantsOf } from './mutants.ts';
import { narrowed } from './narrow.ts';

/** A mutant and the first case that detected it, if any. */
export interface MutantResult {
  readonly mutant: Mutant;
  readonly killedBy: string | undefined;
}

interface MutationOptions {
  /** Only mutants whose id includes this. */
  readonly only?: string;
}

/**
 * Runs every mutant against the cases of its alert by promtool.
 *
 * @throws Error when promtool cannot load a mutant
 */
export async function mutate({ only = '' }: MutationOptions = {}): Promise<MutantResult[]> {
  const folder = mkdtempSync(join(tmpdir(), 'qt-mutants-'));
  try {
    const groups = ruleGroups();
    const waiting = mutantsOf(groups).filter(({ id }) => id.includes(only));
    const results: MutantResult[] = new Array(waiting.length);
    let next = 0;
    const worker = async () => {
      for (let n = next++; n < waiting.length; n = next++) {
        const mutant = waiting[n] as Mutant;
        const result = { mutant, killedBy: await killerOf(join(folder, String(n)), mutant) };
        rmSync(join(folder, String(n)), { recursive: true, force: true });
        results[n] = result;
      }
    };
    await Promise.all(Array.from({ length: availableParallelism() }, worker));
    return results;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Few cases at first, since most mutants are detected early; one promtool process per batch. */
async function killerOf(folder: string, { groups, provenBy, cause }: Mutant): Promise<string | undefined> {
  const cases = narrowed(
    CASES.filter(({ alert }) => alert === provenBy),
    cause,
  );
  for (let from = 0, size = 2; from < cases.length; from += size, size *= 2) {
    const results = await prove(folder, groups, cases.slice(from, from + size));
    const noticed = results.find(({ failure }) => failure !== undefined);
    if (noticed !== undefined) return noticed.name;
  }
  return undefined;
}
