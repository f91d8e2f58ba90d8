/** Runs in a separate process: records and scrapes with one library, and reports the cost. */
import { spreadOf } from '../../statistics.ts';
import { LABELS, labelsOf, type Recorder } from './recorder.ts';

export interface Recorded {
  readonly byLabelsNs: number;
  readonly boundNs: number | undefined;
  /** Heap bytes that a record leaves to the garbage collector. */
  readonly byLabelsBytes: number;
  readonly boundBytes: number | undefined;
  readonly bytesPerSeries: number;
  readonly scrapeMs: number;
  /** Longest that the event loop was held meanwhile: the worst of several scrapes. */
  readonly heldMs: number;
  readonly scrapeBytes: number;
  readonly pushMs: number | undefined;
  readonly pushHeldMs: number | undefined;
}

const RECORDS = 1_000_000;
const SERIES = 10_000;
/** Few enough that the nursery is not collected meanwhile. */
const ALLOCATIONS = 50_000;

const [, , library] = process.argv;
const { recorder } = (await import(`./${library}.js`)) as { recorder: Recorder };
/** CPU time of this thread in ms: what else runs on the core takes no part in it. */
const cpuMs = () => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
};

const timed = (record: (value: number) => void) => {
  for (let at = 0; at < RECORDS; at++) record(0.25);
  const start = cpuMs();
  for (let at = 0; at < RECORDS; at++) record(0.25);
  return ((cpuMs() - start) * 1e6) / RECORDS;
};

const allocated = (record: (value: number) => void) => {
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  for (let at = 0; at < ALLOCATIONS; at++) record(0.25);
  return Math.max(0, process.memoryUsage().heapUsed - before) / ALLOCATIONS;
};

// As at a call site: the labels are an object of the moment.
const byLabels = (value: number) =>
  recorder.byLabels(value, { route: LABELS.route, method: LABELS.method, status_code: LABELS.status_code });
const byKept = (value: number) => recorder.byLabels(value, LABELS);
const { bound } = recorder;
const byLabelsNs = timed(byLabels);
const byLabelsBytes = allocated(byKept);
const boundNs = bound && timed(bound);
const boundBytes = bound && allocated(bound);

const used = () => {
  for (let round = 0; round < 3; round++) globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
};
const before = used();
for (let series = 0; series < SERIES; series++) recorder.byLabels((series % 100) / 10, labelsOf(series));
for (let series = 0; series < SERIES; series++) recorder.byLabels((series % 70) / 10, labelsOf(series));
const empty = used();
await recorder.scrape(); // what a library keeps for its next scrape is its cost, too
const bytesPerSeries = (Math.max(used(), empty) - before) / SERIES;
for (let round = 0; round < 3; round++) {
  await recorder.scrape();
  await recorder.push?.();
}

/** What `work` takes of this thread, a median, and the longest that it ever takes between two turns of the event loop. */
async function heldBy(work: () => Promise<unknown>): Promise<{ ms: number; held: number }> {
  const times: { ms: number; held: number }[] = [];
  for (let round = 0; round < 7; round++) {
    globalThis.gc?.();
    let held = 0;
    let last = cpuMs();
    let running = true;
    const turn = () => {
      const now = cpuMs();
      held = Math.max(held, now - last);
      last = now;
      if (running) setTimeout(turn, 1);
    };
    turn();
    await new Promise((resolve) => setTimeout(resolve, 20));
    held = 0;
    const start = cpuMs();
    last = start;
    await work();
    const ms = cpuMs() - start;
    await new Promise((resolve) => setTimeout(resolve, 5));
    running = false;
    times.push({ ms, held });
  }
  const ms = spreadOf(times.map((time) => time.ms)).median;
  return { ms, held: Math.max(...times.map(({ held }) => held)) };
}

let scrapeBytes = 0;
const scraped = await heldBy(async () => {
  scrapeBytes = await recorder.scrape();
});
const pushed = recorder.push && (await heldBy(recorder.push));
const recorded: Recorded = {
  byLabelsNs,
  boundNs,
  byLabelsBytes,
  boundBytes,
  bytesPerSeries,
  scrapeMs: scraped.ms,
  heldMs: scraped.held,
  scrapeBytes,
  pushMs: pushed?.ms,
  pushHeldMs: pushed?.held,
};
process.send?.(recorded);
process.exit(0);
