import { expect, test } from 'vitest';
import { performanceOf } from './performance.ts';

/** An hour between the samples that returns are taken of. */
function hourly(...equity: number[]) {
  return equity.flatMap((value, hour) =>
    Array.from({ length: 60 }, (_, minute) => ({
      at: (hour * 60 + minute) * 60_000,
      equity: value,
      exposure: hour % 2 === 0 ? 0 : 50,
    })),
  );
}

test('the drawdown is the largest fall from a high, not from the start', () => {
  const { max_drawdown, max_drawdown_share } = performanceOf(hourly(100, 120, 90, 110, 105));
  expect(max_drawdown).toBe(30);
  expect(max_drawdown_share).toBe(0.25);
});

test('Sharpe and Sortino are mean over deviation of hourly returns, times the root of 8,760', () => {
  const { sharpe, sortino } = performanceOf(hourly(100, 110, 99));
  // Returns +0.1 and −0.1: their mean is 0.
  expect(sharpe).toBeCloseTo(0, 9);
  expect(sortino).toBeCloseTo(0, 9);
  const rising = performanceOf(hourly(100, 110, 132));
  // +0.1 and +0.2: mean 0.15, deviation 0.05; none falls.
  expect(rising.sharpe).toBeCloseTo(3 * Math.sqrt(8760), 6);
  expect(rising.sortino).toBeNull();
});

test('an account that holds nothing has no ratio', () => {
  expect(performanceOf([{ at: 0, equity: 100, exposure: 0 }])).toMatchObject({ sharpe: null, time_in_market: 0 });
});

test('exposure is over all minutes', () => {
  expect(performanceOf(hourly(100, 100))).toMatchObject({ time_in_market: 0.5, mean_exposure: 25, max_exposure: 50 });
});

test('samples an hour apart weigh as much as the sixty of an hour', () => {
  const minutes = hourly(100, 110, 99, 120);
  const coarse = minutes.filter((_, minute) => minute % 60 === 0);
  const { time_in_market, mean_exposure, sharpe, max_drawdown } = performanceOf(coarse);
  expect({ time_in_market, mean_exposure }).toEqual({ time_in_market: 0.5, mean_exposure: 25 });
  expect({ sharpe, max_drawdown }).toMatchObject({ sharpe: performanceOf(minutes).sharpe, max_drawdown: 11 });
  const mixed = [...coarse.slice(0, 2), ...minutes.slice(120)];
  expect(performanceOf(mixed)).toMatchObject({ time_in_market: 0.5, sharpe });
});

test('hours without a sample returned nothing', () => {
  const at = (hour: number, equity: number) => ({ at: hour * 3_600_000, equity, exposure: 0 });
  const { sharpe } = performanceOf([at(0, 100), at(1, 110), at(3.5, 110), at(4, 121)]);
  // +0.1, 0, 0 and +0.1.
  expect(sharpe).toBeCloseTo(Math.sqrt(8760), 6);
});
