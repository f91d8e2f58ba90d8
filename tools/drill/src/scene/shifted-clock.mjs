/**
 * Loaded into each service with `--import`: the clock of the scheduler is ahead by as many milliseconds as the file
 * QT_DRILL_CLOCK says, while there is one. As if its machine's clock had been put off; every other clock is right.
 */
import { existsSync, readFileSync } from 'node:fs';

const file = process.env.QT_DRILL_CLOCK;
const LOOK_EVERY_MS = 500;

if (file !== undefined && process.cwd().endsWith('apps/scheduler')) {
  const now = Date.now;
  let ahead = 0;
  setInterval(() => {
    ahead = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
  }, LOOK_EVERY_MS).unref();
  Date.now = () => now() + ahead;
}
