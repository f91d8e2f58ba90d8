import type { Performance } from '@qt/contracts';

/** The equity of each snapshot, and how far each was below the highest before it: floats, for a chart's pixels. */
export function equityCurve({ equity }: Pick<Performance, 'equity'>) {
  const times = equity.map(({ at }) => Date.parse(at) / 1000);
  const values = equity.map((each) => Number(each.equity));
  let highest = Number.NEGATIVE_INFINITY;
  const drawdown = values.map((value) => {
    highest = Math.max(highest, value);
    return value - highest;
  });
  return { times, values, drawdown };
}
