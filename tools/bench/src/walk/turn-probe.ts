/**
 * Preloaded into a process, notes once a second how long its event loop kept others waiting at most (`wallMs`), and the
 * longest stretch of computing in one go (`cpuMs`: time of this thread alone, whatever else the machine does), as JSON
 * lines in the folder BENCH_TURNS. Other processes that inherit NODE_OPTIONS are ignored.
 */
import { appendFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { isMainThread } from 'node:worker_threads';

/** One second of a process. */
export interface Turns {
  /** Unix ms. */
  readonly at: number;
  readonly wallMs: number;
  readonly cpuMs: number;
}

const TICK_MS = 5;
const NOTE_MS = 1000;

const folder = process.env['BENCH_TURNS'];
const script = process.argv[1] ?? '';
const name = script.endsWith('dist/main.js') ? basename(process.cwd()) : basename(script, '.js');
if (folder !== undefined && isMainThread && (script.endsWith('dist/main.js') || name === 'control')) {
  watch(join(folder, `${name}.jsonl`));
}

function watch(file: string): void {
  let lastTick = performance.now();
  let lastCpu = threadMs();
  let wallMs = 0;
  let cpuMs = 0;
  const tick = () => {
    const now = performance.now();
    const cpu = threadMs();
    wallMs = Math.max(wallMs, now - lastTick - TICK_MS);
    cpuMs = Math.max(cpuMs, cpu - lastCpu);
    lastTick = now;
    lastCpu = cpu;
  };
  setInterval(tick, TICK_MS).unref();
  setInterval(() => {
    tick();
    const turns: Turns = { at: Date.now(), wallMs, cpuMs };
    wallMs = 0;
    cpuMs = 0;
    appendFileSync(file, `${JSON.stringify(turns)}\n`);
  }, NOTE_MS).unref();
}

function threadMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
