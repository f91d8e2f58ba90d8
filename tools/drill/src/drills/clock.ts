import { rmSync, writeFileSync } from 'node:fs';
import type { Drill } from './drill.ts';

/** Above the alert's second, and below the two that are a minute of the scale: a run that far ahead is SchedulerStalled. */
const AHEAD_MS = 1500;

export const clockSkew: Drill = {
  alert: 'ClockSkew',
  fault: 'the scheduler’s clock is put 1.5 s ahead',
  end: 'it is put right',
  async make({ clockFile }) {
    writeFileSync(clockFile, String(AHEAD_MS));
    return () => rmSync(clockFile, { force: true });
  },
};
