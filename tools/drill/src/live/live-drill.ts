import { messageOf } from '@qt/contracts';
import type { Deployment } from './deployment.ts';
import { haltAndResume } from './halt.ts';
import { checkHeartbeat, checkRules } from './rules-step.ts';
import { sendSyntheticAlert } from './synthetic-alert.ts';

interface Step {
  readonly title: string;
  readonly run: (deployment: Deployment) => Promise<string>;
  /** What it needs to be asked for. */
  readonly only?: (deployment: Deployment) => boolean;
}

const STEPS: readonly Step[] = [
  { title: 'rules', run: checkRules },
  { title: 'heartbeat', run: checkHeartbeat },
  { title: 'synthetic alert', run: sendSyntheticAlert },
  { title: 'halt and resume', run: haltAndResume, only: ({ allowHalt }) => allowHalt },
];

/** Walks the harmless subset on a running deployment, in real time, up to the first failure. Resolves to whether all passed. */
export async function liveDrill(deployment: Deployment, log: (text: string) => void): Promise<boolean> {
  for (const { title, run, only = () => true } of STEPS) {
    if (!only(deployment)) {
      log(`skipped  ${title} (--allow-halt)`);
      continue;
    }
    try {
      log(`ok       ${title}: ${await run(deployment)}`);
    } catch (error) {
      log(`FAILED   ${title}: ${messageOf(error)}`);
      return false;
    }
  }
  return true;
}
