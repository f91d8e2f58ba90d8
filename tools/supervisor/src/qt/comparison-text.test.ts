import { expect, test } from 'vitest';
import { comparisonText } from './comparison-text.ts';

const compared = {
  first: 'm-2',
  second: 'm-1',
  after: '2026-01-01T00:00:00.000Z',
  comparison: {
    rows: 800,
    blocks: 9,
    log_loss: { difference: -0.01, lower: -0.02, upper: -0.001 },
    net_return: { difference: 0.0002, lower: -0.0001, upper: 0.0005 },
  },
  profiles: [
    {
      profile: 'balanced' as const,
      rows: 800,
      first: { log_loss: 0.5, entries: 12, net_return: 0.0003 },
      second: { log_loss: 0.51, entries: 3, net_return: 0.0001 },
    },
  ],
};

test('a comparison shows what each model did, and by how much they differ, with bounds', () => {
  const text = comparisonText(compared);
  expect(text).toMatch(/balanced +m-2 +800 +0\.50000 +12 +3\.00\n *balanced +m-1 +800 +0\.51000 +3 +1\.00/);
  expect(text).toContain('difference in log loss   -0.01000 (-0.02000 to -0.00100)');
  expect(text).toContain('difference in net return 2.00 (-1.00 to 5.00) bp a row');
});

test('too few minutes are said to be too few', () => {
  expect(comparisonText({ ...compared, comparison: null })).toMatch(/too few stretches of two hours for bounds$/);
  expect(comparisonText({ ...compared, comparison: null, profiles: [] })).toMatch(/no such candle .* yet$/);
});
