import { OPERATIONAL, type ServiceName } from '@qt/catalogue';
import { type Sample, samplesOf } from './exposition.ts';
import type { CounterValue } from './kept-rises.ts';
import { COUNTERS, EVENT_LOOP_DELAY } from './metric-history.ts';

/** What is kept of a scrape. */
export interface ReadScrape {
  readonly counters: readonly CounterValue[];
  /** In seconds. */
  readonly eventLoopDelay: number | undefined;
}

const COUNTER_LABELS: Readonly<Record<string, readonly string[]>> = COUNTERS;
const isWanted = (name: string) => name === EVENT_LOOP_DELAY || name in COUNTER_LABELS;

/** Reads a scrape of a service, in pieces that end with a line: counters summed by the labels that are kept. */
export function readScrape(service: ServiceName, pieces: Iterable<string>): ReadScrape {
  const sums = new Map<string, CounterValue>();
  let eventLoopDelay: number | undefined;
  for (const piece of pieces) {
    for (const sample of samplesOf(piece, isWanted)) {
      if (sample.name === EVENT_LOOP_DELAY) eventLoopDelay = sample.value;
      else if (sample.labels['route'] !== OPERATIONAL) add(sums, service, sample);
    }
  }
  return { counters: [...sums.values()], eventLoopDelay };
}

function add(sums: Map<string, CounterValue>, service: ServiceName, { name, labels, value }: Sample): void {
  const kept = (COUNTER_LABELS[name] ?? []).map((label) => [label, label === 'job' ? service : (labels[label] ?? '')]);
  const key = JSON.stringify([name, kept]);
  const known = sums.get(key);
  sums.set(key, { counter: name, labels: Object.fromEntries(kept), value: value + (known?.value ?? 0) });
}
