import { type Life, type Path, reportingLife, STEP, targetOf } from './path.ts';

export type Labels = Readonly<Record<string, string>>;
/** A sample, a gap or Prometheus' stale marker. */
type Sample = number | '_' | 'stale';

/** One series as promtool reads it. */
export interface Series {
  readonly series: string;
  readonly values: string;
}

/** A process that reports: which one, how, and when it runs. */
export interface Process {
  readonly path: Path;
  readonly job: string;
  readonly lives: readonly Life[];
  readonly replica?: number;
  /** When Prometheus takes no sample, although it runs. */
  readonly unseen?: readonly Life[];
}

/** The value at `t` (s) in a life; `undefined`: the series is not there. */
export type ValueAt = (t: number, life: Life) => number | undefined;

/**
 * A metric of a process until `until` (s), with a value each `step` s. Scraped series end with a stale marker, pushed
 * ones just end.
 */
export function metric(
  process: Process,
  name: string,
  labels: Labels,
  until: number,
  valueAt: ValueAt,
  step: number = STEP,
): Series {
  const { path, job, lives, replica } = process;
  const samples: Sample[] = [];
  let there = false;
  for (let t = 0; t <= until; t += step) {
    if (isUnseen(process, t)) {
      samples.push('_');
      continue;
    }
    const life = reportingLife(path, lives, t);
    const value = life === undefined ? undefined : valueAt(t, life);
    if (value !== undefined) samples.push(value);
    else samples.push(there && path.kind === 'scraped' ? 'stale' : '_');
    there = value !== undefined;
  }
  return { series: name + braces({ ...labels, ...targetOf(path, job, replica) }), values: compressed(samples) };
}

/** Prometheus' own series of the scrapes; none for a process that pushes. */
export function up(process: Process, until: number, step: number = STEP): Series[] {
  const { path, job, lives, replica } = process;
  if (path.kind === 'pushed') return [];
  const samples: Sample[] = [];
  for (let t = 0; t <= until; t += step) {
    if (isUnseen(process, t)) samples.push('_');
    else samples.push(reportingLife(path, lives, t) === undefined ? 0 : 1);
  }
  return [{ series: `up${braces(targetOf(path, job, replica))}`, values: compressed(samples) }];
}

function isUnseen({ unseen = [] }: Process, t: number): boolean {
  return unseen.some(([from, to]) => from <= t && t < to);
}

function braces(labels: Labels): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  return `{${pairs.join(', ')}}`;
}

/** promtool's notation: equal steps and gaps are counted, not listed. */
function compressed(samples: readonly Sample[]): string {
  const words: string[] = [];
  for (let at = 0; at < samples.length; ) {
    const first = samples[at] as Sample;
    const step = typeof first === 'number' ? stepFrom(samples, at) : 0;
    let end = at + 1;
    while (end < samples.length && samples[end] === next(samples[end - 1] as Sample, step)) end += 1;
    words.push(word(first, step, end - at));
    at = end;
  }
  return words.join(' ');
}

/** The difference to the sample after the next is the same: a run worth counting. Fractions would not add up exactly. */
function stepFrom(samples: readonly Sample[], at: number): number {
  const [a, b] = [samples[at], samples[at + 1]];
  return Number.isInteger(a) && Number.isInteger(b) ? (b as number) - (a as number) : 0;
}

function next(sample: Sample, step: number): Sample | undefined {
  if (sample === 'stale') return undefined;
  return sample === '_' ? '_' : sample + step;
}

function word(first: Sample, step: number, count: number): string {
  if (count === 1) return String(first);
  if (first === '_') return `_x${count}`;
  return `${first}${step < 0 ? '-' : '+'}${Math.abs(step)}x${count - 1}`;
}
