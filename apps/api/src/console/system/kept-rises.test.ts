import { expect, test } from 'vitest';
import { KeptRises } from './kept-rises.ts';
import { MINUTE_MS, MINUTES } from './metric-history.ts';

/** A whole number of minutes. */
const START = 30_000_000 * MINUTE_MS;

const values = (value: number, labels: Record<string, string> = { reason: 'cooldown' }) => [
  { counter: 'qt_risk_denials_total', labels, value },
];
const shown = (kept: KeptRises) =>
  kept.byMinute('qt_risk_denials_total', ['reason']).map(({ labels, value }) => [...labels, ...value.slice(-3)]);

test('what was counted before the first scrape is of no minute', () => {
  const kept = new KeptRises();
  kept.take('qt-risk-guard', values(1000), START);
  kept.take('qt-risk-guard', values(1003), START + 15_000);
  kept.take('qt-risk-guard', values(1004), START + MINUTE_MS);
  expect(shown(kept)).toEqual([['cooldown', null, 3, 1]]);
});

test('a service that started anew counts from 0, and so does a label set that appears', () => {
  const kept = new KeptRises();
  kept.take('qt-risk-guard', values(10), START);
  kept.take('qt-risk-guard', values(2), START + MINUTE_MS);
  kept.take('qt-risk-guard', values(5, { reason: 'kill_switch' }), START + 2 * MINUTE_MS);
  expect(shown(kept)).toEqual([
    ['cooldown', 0, 2, 0],
    ['kill_switch', 0, 0, 5],
  ]);
});

test('minutes without a scrape are 0, and what is older than the window is gone', () => {
  const kept = new KeptRises();
  kept.take('qt-risk-guard', values(0), START);
  kept.take('qt-risk-guard', values(7), START + 1000);
  kept.take('qt-risk-guard', values(8), START + 2 * MINUTE_MS);
  expect(shown(kept)).toEqual([['cooldown', 7, 0, 1]]);
  kept.take('qt-risk-guard', values(9), START + (MINUTES + 5) * MINUTE_MS);
  const [sum] = kept.byMinute('qt_risk_denials_total', []);
  expect(sum?.value.filter((value) => value !== 0)).toEqual([1]);
});

test('a clock that is set back adds to the last minute', () => {
  const kept = new KeptRises();
  kept.take('qt-risk-guard', values(0), START);
  kept.take('qt-risk-guard', values(2), START - MINUTE_MS);
  expect(shown(kept)).toEqual([['cooldown', null, null, 2]]);
});
