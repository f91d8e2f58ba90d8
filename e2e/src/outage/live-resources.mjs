/**
 * Loaded into a service with `--import`: each of its threads writes five times a second how many timers it has, and how
 * many handles and requests hold its event loop, to a file of its own in the folder QT_LIVE_RESOURCES.
 */
import { createHook } from 'node:async_hooks';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { threadId } from 'node:worker_threads';

const EVERY_MS = 200;
const folder = process.env.QT_LIVE_RESOURCES;
const timers = new Set();
createHook({
  init(id, type) {
    if (type === 'Timeout') timers.add(id);
  },
  destroy(id) {
    timers.delete(id);
  },
}).enable();

if (folder !== undefined) {
  setInterval(() => {
    const live = { timers: timers.size, handles: process.getActiveResourcesInfo().length };
    writeFileSync(join(folder, `${threadId}.json`), JSON.stringify(live));
  }, EVERY_MS).unref();
}
