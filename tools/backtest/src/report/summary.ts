import { edgeText } from './edges.ts';
import type { Report } from './report.ts';

/** The report in sentences. */
export function summaryOf(report: Report): string[] {
  const { all, performance, random_entries: random, buy_and_hold: held, models } = report;
  const usdt = (value: number | string) => `${Number(value).toFixed(2)} USDT`;
  const share = (value: number) => `${(value * 100).toFixed(1)} %`;
  const ratio = (value: number | null) => (value === null ? 'none' : value.toFixed(2));
  const counted = (counts: Readonly<Record<string, number>>) =>
    Object.entries(counts)
      .map(([why, count]) => `${why} ${count}`)
      .join(', ') || 'none';
  return [
    `net ${usdt(report.net)} after ${usdt(all.fees)} fees and ${usdt(all.slippage)} slippage, ` +
      `${all.trades} trades${all.win_rate === null ? '' : `, ${share(all.win_rate)} won`}, ${report.open_positions} still open`,
    `largest drawdown ${usdt(performance.max_drawdown)} (${share(performance.max_drawdown_share)}), ` +
      `Sharpe ${ratio(performance.sharpe)}, Sortino ${ratio(performance.sortino)} a year, from hourly returns`,
    `in the market ${share(performance.time_in_market)} of the time, with ${usdt(performance.mean_exposure)} on average and at most ` +
      `${usdt(performance.max_exposure)} (${share(performance.max_exposure_share)} of the equity)`,
    `buy and hold of ${usdt(held.notional)}: ${usdt(held.net)}`,
    `random entries of the same number, ${random.runs} runs: ${usdt(random.net_median)} at the median, ` +
      `${usdt(random.net_p5)} to ${usdt(random.net_p95)}; ${share(random.as_good_or_better)} as good as the strategy or better`,
    ...report.edges.map(edgeText),
    `${models.trained} models trained, ${models.promoted} promoted; ${report.look_ahead_checked} feature rows checked for look-ahead`,
    `denied by the risk guard: ${counted(report.denials)}; not placed: ${counted(report.failures)}`,
  ];
}
