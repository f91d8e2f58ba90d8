import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Case } from '../cases/case.ts';
import { CASES } from '../cases/index.ts';
import { proveAll } from '../promtool/prove.ts';
import type { Mutant } from './mutants.ts';
import { narrowed } from './narrow.ts';

/** A mutant and what detected it, if anything did. */
export interface MutantResult {
  readonly mutant: Mutant;
  readonly killedBy: string | undefined;
}

/** How many share a process of promtool. */
const TOGETHER = 12;

/**
 * Runs mutants against the cases of their alerts by promtool.
 *
 * @throws Error when promtool cannot load a mutant
 */
export async function mutate(mutants: readonly Mutant[]): Promise<MutantResult[]> {
  const folder = mkdtempSync(join(tmpdir(), 'qt-mutants-'));
  try {
    const batches: MutantResult[][] = [];
    let next = 0;
    const worker = async (_: unknown, n: number) => {
      for (let from = next; from < mutants.length; from = next) {
        next += TOGETHER;
        batches[from] = await killersOf(join(folder, String(n)), mutants.slice(from, next));
      }
    };
    await Promise.all(Array.from({ length: availableParallelism() }, worker));
    return batches.flat();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The cases that may detect a mutant, the most revealing first. */
export function casesFor({ provenBy, cause }: Pick<Mutant, 'provenBy' | 'cause'>): Case[] {
  return narrowed(
    CASES.filter(({ alert }) => alert === provenBy),
    cause,
  );
}

/** Few cases at first, since most mutants are detected early. */
async function killersOf(folder: string, mutants: readonly Mutant[]): Promise<MutantResult[]> {
  const killers = new Map<Mutant, string>();
  for (let from = 0, size = 2; ; from += size, size *= 2) {
    const proofs = mutants
      .filter((mutant) => !killers.has(mutant))
      .map((mutant, n) => ({
        mutant,
        folder: join(folder, String(n)),
        groups: mutant.groups,
        cases: casesFor(mutant).slice(from, from + size),
      }))
      .filter(({ cases }) => cases.length > 0);
    if (proofs.length === 0) return mutants.map((mutant) => ({ mutant, killedBy: killers.get(mutant) }));
    const results = await proveAll(proofs);
    for (const [n, { mutant }] of proofs.entries()) {
      const noticed = results[n]?.find(({ failure }) => failure !== undefined);
      if (noticed !== undefined) killers.set(mutant, noticed.name);
    }
  }
}
