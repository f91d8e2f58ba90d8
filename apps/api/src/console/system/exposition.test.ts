import { expect, test } from 'vitest';
import { samplesOf } from './exposition.ts';

test('a scrape is read by the names that are wanted', () => {
  const text = [
    '# HELP qt_a_total Braces { in a help.',
    'qt_a_total{route="/api/prices/latest/:symbol",le="0.05"} 3',
    'qt_a_total_more 1',
    'qt_b 5e-05',
    'qt_c{x="1"} +Inf',
    '',
  ].join('\n');
  expect(samplesOf(text, (name) => ['qt_a_total', 'qt_b'].includes(name))).toEqual([
    { name: 'qt_a_total', labels: { route: '/api/prices/latest/:symbol', le: '0.05' }, value: 3 },
    { name: 'qt_b', labels: {}, value: 0.00005 },
  ]);
});
