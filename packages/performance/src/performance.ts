import type { EquitySample } from './equity-curve.ts';

export interface Performance {
  /** From the highest equity down to a later low: the largest, in USDT and as a share of that high. */
  readonly max_drawdown: number;
  readonly max_drawdown_share: number;
  /** Of hourly returns, per year of 8,760 hours, without a risk-free rate; null: no return varied. */
  readonly sharpe: number | null;
  readonly sortino: number | null;
  /** Share of the minutes with a position, 0 to 1. */
  readonly time_in_market: number;
  /** The value of what was held, over all minutes and at most. USDT. */
  readonly mean_exposure: number;
  readonly max_exposure: number;
}

const HOURS_PER_YEAR = 8760;
const MINUTES_PER_HOUR = 60;

/** Of samples a minute apart, at least one. Sharpe, W. F. (1994), "The Sharpe Ratio"; Sortino's divides by downside deviation. */
export function performanceOf(samples: readonly EquitySample[]): Performance {
  let peak = Number.NEGATIVE_INFINITY;
  let [drawdown, share] = [0, 0];
  for (const { equity } of samples) {
    peak = Math.max(peak, equity);
    drawdown = Math.max(drawdown, peak - equity);
    share = Math.max(share, (peak - equity) / peak);
  }
  const exposures = samples.map(({ exposure }) => exposure);
  const returns = hourlyReturns(samples);
  return {
    max_drawdown: drawdown,
    max_drawdown_share: share,
    sharpe: annual(mean(returns), deviation(returns, mean(returns))),
    sortino: annual(
      mean(returns),
      deviation(
        returns.map((one) => Math.min(one, 0)),
        0,
      ),
    ),
    time_in_market: mean(exposures.map((exposure) => (exposure > 0 ? 1 : 0))),
    mean_exposure: mean(exposures),
    max_exposure: exposures.reduce((most, one) => Math.max(most, one), 0),
  };
}

function hourlyReturns(samples: readonly EquitySample[]): number[] {
  const hours = samples.filter((_, minute) => minute % MINUTES_PER_HOUR === 0);
  return hours.slice(1).map(({ equity }, at) => equity / (hours[at]?.equity ?? equity) - 1);
}

function annual(meanReturn: number, spread: number): number | null {
  return spread > 0 ? (meanReturn / spread) * Math.sqrt(HOURS_PER_YEAR) : null;
}

const mean = (values: readonly number[]) =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;

const deviation = (values: readonly number[], from: number) =>
  Math.sqrt(mean(values.map((value) => (value - from) ** 2)));
