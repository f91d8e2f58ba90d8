import type { ServiceName } from '@qt/catalogue';
import type { INFRASTRUCTURE } from './alert.ts';

/** Matches the job of these services, with or without their `service.namespace` before it. */
export function jobOf(...services: readonly (ServiceName | (typeof INFRASTRUCTURE)[number])[]): string {
  return `job=~"(.+/)?(${services.join('|')})"`;
}

/** A query in a template literal: common indentation and blank lines are removed. */
export function promql(parts: TemplateStringsArray, ...values: readonly (string | number)[]): string {
  const text = String.raw({ raw: parts }, ...values);
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const indent = Math.min(...lines.map((line) => line.length - line.trimStart().length));
  return lines.map((line) => line.slice(indent).trimEnd()).join('\n');
}

/**
 * The exact increase of counters over a window, summed by a label, without extrapolation, so that a ratio of counts is
 * exact. Each step of 15 s adds its difference; what a process counts before its first report is missed. A target that is
 * scraped twice counts once: of its two series the larger is taken before the difference, since the same event shows in
 * one a step later than in the other. `matchers` are in braces, or empty: they are needed on one side of the difference,
 * where only equal label sets meet. `own` is the label that distinguishes the series of a target besides `by`.
 */
export function exactIncrease(metric: string, matchers: string, window: string, by: string, own = 'status'): string {
  const labels = [by, own, 'instance'].filter(Boolean).join(', ');
  const once = (selector: string) => `max by (${labels}) (${selector})`;
  const added = `clamp_min(${once(`${metric}${matchers}`)} - ${once(`${metric} offset 15s`)}, 0)`;
  return `sum_over_time(sum${by === '' ? '' : ` by (${by})`} (${added})[${window}:15s])`;
}

/**
 * A process counts as alive while its latest sample is younger than this: two pushes of 60 s and some slack. A scraped
 * series ends with its process; a pushed one is still read for five minutes after its last push.
 */
const ALIVE_SECONDS = 150;

/** Series with the bare name of their service as `job`, without its namespace: messages and inhibitions read it. */
export function byName(series: string): string {
  return `label_replace(${series}, "job", "$1", "job", ".+/(.+)")`;
}

/** The series of a selector whose process is alive. */
export function alive(selector: string): string {
  return `time() - timestamp(${selector}) < ${ALIVE_SECONDS}`;
}

/** "More than `share`" for a quotient of rates: rates are binary fractions, so an exact share may come out slightly above. */
export function above(share: number): string {
  return `> ${share} + 1e-9`;
}
