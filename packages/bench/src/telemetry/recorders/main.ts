/** Runs in a process of its own: records and scrapes with one library, and tells what it took. */
import { LABELS, labelsOf, type Recorder } from './recorder.ts';

export interface Recorded {
  readonly byLabelsNs: number;
  readonly boundNs: number | undefined;
  /** Heap bytes that a record leaves to the garbage collector. */
  readonly byLabelsBytes: number;
  readonly boundBytes: number | undefined;
  readonly bytesPerSeries: number;
  readonly scrapeMs: number;
  /** Longest that the event loop was held in that time. */
  readonly heldMs: number;
  readonly scrapeBytes: number;
}

const RECORDS = 1_000_000;
const SERIES = 10_000;

const [, , library] = process.argv;
const { recorder } = (await import(`./${library}.js`)) as { recorder: Recorder };
// A constant: a fresh double would be an allocation of the caller.
const values = new Array<number>(1024).fill(0.25);

const timed = (record: (value: number) => void) => {
  for (let at = 0; at < RECORDS; at++) record(values[at & 1023] as number);
  globalThis.gc?.();
  const heap = process.memoryUsage().heapUsed;
  const start = process.hrtime.bigint();
  for (let at = 0; at < RECORDS; at++) record(values[at & 1023] as number);
  const ns = Number(process.hrtime.bigint() - start) / RECORDS;
  return { ns, heap };
};

/** Few enough that the nursery is not collected meanwhile. */
const allocated = (record: (value: number) => void) => {
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  for (let at = 0; at < 10_000; at++) record(values[at & 1023] as number);
  return Math.max(0, process.memoryUsage().heapUsed - before) / 10_000;
};

// As at a call site: the labels are an object of the moment.
const byLabels = (value: number) =>
  recorder.byLabels(value, { route: LABELS.route, method: LABELS.method, status_code: LABELS.status_code });
const byKept = (value: number) => recorder.byLabels(value, LABELS);
const { bound } = recorder;
const byLabelsNs = timed(byLabels).ns;
const byLabelsBytes = allocated(byKept);
const boundNs = bound && timed(bound).ns;
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
for (let round = 0; round < 3; round++) await recorder.scrape();

const scrapes: { ms: number; held: number; bytes: number }[] = [];
for (let round = 0; round < 7; round++) {
  globalThis.gc?.();
  let held = 0;
  let last = performance.now();
  const watch = setInterval(() => {
    const now = performance.now();
    held = Math.max(held, now - last);
    last = now;
  }, 1);
  await new Promise((resolve) => setTimeout(resolve, 20));
  held = 0;
  last = performance.now();
  const start = performance.now();
  const bytes = await recorder.scrape();
  const ms = performance.now() - start;
  await new Promise((resolve) => setTimeout(resolve, 5));
  clearInterval(watch);
  scrapes.push({ ms, held: held - 1, bytes });
}
scrapes.sort((a, b) => a.ms - b.ms);
const middle = scrapes[3];
const recorded: Recorded = {
  byLabelsNs,
  boundNs,
  byLabelsBytes,
  boundBytes,
  bytesPerSeries,
  scrapeMs: middle?.ms ?? Number.NaN,
  heldMs: Math.max(...scrapes.map(({ held }) => held)),
  scrapeBytes: middle?.bytes ?? Number.NaN,
};
process.send?.(recorded);
process.disconnect?.();
