import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { ruleGroups } from '../../alerts/rules.ts';
import { CASES } from '../cases/index.ts';
import { prove } from '../promtool/prove.ts';
import { type Mutant, mutantsOf } from './mutants.ts';
import { narrowed } from './narrow.ts';

/** What became of a mutant: the first case that noticed it, in promtool's run. */
export interface Fate {
  readonly mutant: Mutant;
  readonly killedBy: string | undefined;
}

export interface MutationOptions {
  /** Only mutants whose id includes this. */
  readonly only?: string;
  readonly onFate?: (fate: Fate) => void;
}

/**
 * Makes every mutant, each with the cases of its own alert, and lets promtool judge.
 *
 * @throws Error when promtool cannot load a mutant: that would be no verdict.
 */
export async function mutate({ only = '', onFate = () => {} }: MutationOptions = {}): Promise<Fate[]> {
  const folder = mkdtempSync(join(tmpdir(), 'qt-mutants-'));
  try {
    const groups = ruleGroups();
    const waiting = mutantsOf(groups).filter(({ id }) => id.includes(only));
    const fates: Fate[] = new Array(waiting.length);
    let next = 0;
    const worker = async () => {
      for (let n = next++; n < waiting.length; n = next++) {
        const mutant = waiting[n] as Mutant;
        const fate = { mutant, killedBy: await judge(join(folder, String(n)), mutant) };
        rmSync(join(folder, String(n)), { recursive: true, force: true });
        fates[n] = fate;
        onFate(fate);
      }
    };
    await Promise.all(Array.from({ length: availableParallelism() }, worker));
    return fates;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Few cases at first, since most mutants are noticed soon; a promtool process for each part of the list. */
async function judge(folder: string, { groups, provenBy, cause }: Mutant): Promise<string | undefined> {
  const cases = narrowed(
    CASES.filter(({ alert }) => alert === provenBy),
    cause,
  );
  for (let from = 0, size = 2; from < cases.length; from += size, size *= 2) {
    const verdicts = await prove(folder, groups, cases.slice(from, from + size));
    const noticed = verdicts.find(({ failure }) => failure !== undefined);
    if (noticed !== undefined) return noticed.name;
  }
  return undefined;
}
