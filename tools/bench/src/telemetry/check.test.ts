import { describe, expect, test } from 'vitest';
import { ratiosOf, worsened } from './check.ts';
import type { Target } from './targets.ts';

const at = (median: number, spread = 0.02) => ({ median, low: median - spread, high: median + spread });
const throughput = (median: number, met = false): Target => ({
  what: 'throughput',
  unit: '× of its baseline',
  wanted: '≥ 0.7',
  measured: at(median),
  met,
});
const scrape = (median: number, met = false): Target => ({
  ...throughput(median, met),
  what: 'scrape',
  wanted: '≤ 0.5',
});

describe('against what is committed', () => {
  const committed = ratiosOf([throughput(0.6), scrape(0.6)]);

  test('the same result is not worse, nor is one within noise', () => {
    expect(worsened([throughput(0.6), scrape(0.6)], committed)).toEqual([]);
    expect(worsened([throughput(0.5), scrape(0.7)], committed)).toEqual([]);
  });

  test('less throughput and a slower scrape are worse', () => {
    expect(worsened([throughput(0.45)], committed)).toEqual([
      'throughput: expected about 0.60 × of its baseline, actual 0.45',
    ]);
    expect(worsened([scrape(0.8)], committed)).toEqual(['scrape: expected about 0.60 × of its baseline, actual 0.80']);
  });

  test('what still meets its target is not worse', () => {
    expect(worsened([scrape(0.8, true)], committed)).toEqual([]);
  });

  test('a target without a committed value is reported', () => {
    expect(worsened([{ ...throughput(1), what: 'new' }], committed)).toEqual([
      'new: expected a committed ratio, actual none; run without --check',
    ]);
  });
});
