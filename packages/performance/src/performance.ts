/** An account at one moment, marked to market. USDT. */
export interface EquitySample {
  /** Unix ms. */
  readonly at: number;
  readonly equity: number;
  /** The value of what is held. */
  readonly exposure: number;
}

export interface Performance {
  /** From the highest equity down to a later low: the largest, in USDT and as a share of that high. */
  readonly max_drawdown: number;
  readonly max_drawdown_share: number;
  /** Of hourly returns, per year of 8,760 hours, without a risk-free rate; null: no return varied. */
  readonly sharpe: number | null;
  readonly sortino: number | null;
  /** Share of the time with a position, 0 to 1. */
  readonly time_in_market: number;
  /** The value of what was held, over all the time and at most. USDT. */
  readonly mean_exposure: number;
  readonly max_exposure: number;
}

const HOUR_MS = 3_600_000;
const HOURS_PER_YEAR = 8760;

/**
 * Of samples in order of time, at least one. Sharpe, W. F. (1994), "The Sharpe Ratio"; Sortino's divides by downside
 * deviation. Each sample stands until the next one; the last as long as the one before it.
 */
export function performanceOf(samples: readonly EquitySample[]): Performance {
  let peak = Number.NEGATIVE_INFINITY;
  let [drawdown, share, highest] = [0, 0, 0];
  let [time, held, exposed] = [0, 0, 0];
  for (const [index, { equity, exposure }] of samples.entries()) {
    peak = Math.max(peak, equity);
    drawdown = Math.max(drawdown, peak - equity);
    share = Math.max(share, (peak - equity) / peak);
    highest = Math.max(highest, exposure);
    const ms = durationOf(samples, index);
    time += ms;
    held += exposure > 0 ? ms : 0;
    exposed += exposure * ms;
  }
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
    time_in_market: held / time,
    mean_exposure: exposed / time,
    max_exposure: highest,
  };
}

/** In ms; of a single sample any. */
function durationOf(samples: readonly EquitySample[], index: number): number {
  const [from, to] = index + 1 < samples.length ? [index, index + 1] : [index - 1, index];
  return (samples[to]?.at ?? 0) - (samples[from]?.at ?? 0) || 1;
}

/** From hour to hour since the first sample; where there is no newer sample, the equity is as it was. */
function hourlyReturns(samples: readonly EquitySample[]): number[] {
  const returns: number[] = [];
  let due = (samples[0]?.at ?? 0) + HOUR_MS;
  let [before, latest] = [samples[0]?.equity ?? 0, samples[0]?.equity ?? 0];
  for (const { at, equity } of samples) {
    for (; due < at; due += HOUR_MS) {
      returns.push(latest / before - 1);
      before = latest;
    }
    latest = equity;
    if (at !== due) continue;
    returns.push(latest / before - 1);
    before = latest;
    due += HOUR_MS;
  }
  return returns;
}

function annual(meanReturn: number, spread: number): number | null {
  return spread > 0 ? (meanReturn / spread) * Math.sqrt(HOURS_PER_YEAR) : null;
}

const mean = (values: readonly number[]) =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;

const deviation = (values: readonly number[], from: number) =>
  Math.sqrt(mean(values.map((value) => (value - from) ** 2)));
