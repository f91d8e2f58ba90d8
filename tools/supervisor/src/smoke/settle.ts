import { setTimeout as pause } from 'node:timers/promises';
import { messageOf } from '@qt/contracts';
import { type Check, type Finding, wrong } from './check.ts';

export interface Settled {
  readonly name: string;
  readonly finding: Finding;
}

const AGAIN_MS = 500;

/** Runs each check until it is well, or until the time is up; all at once, their findings in their order. */
export async function settle(checks: readonly Check[], withinMs: number): Promise<Settled[]> {
  const end = performance.now() + withinMs;
  return Promise.all(
    checks.map(async ({ name, run }) => {
      for (;;) {
        const finding = await run().catch((error: unknown) =>
          wrong(messageOf(error), 'does it run, and is the address right?'),
        );
        if (finding.ok || performance.now() + AGAIN_MS >= end) return { name, finding };
        await pause(AGAIN_MS);
      }
    }),
  );
}
