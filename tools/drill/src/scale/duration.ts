const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * A Prometheus duration divided by `factor`: `scaledDuration('5m', 30)` is `10s`.
 *
 * @throws Error for what is no duration, or no whole number of milliseconds afterwards
 */
export function scaledDuration(duration: string, factor: number): string {
  const ms = Math.round((millisecondsOf(duration) / factor) * 1e6) / 1e6;
  if (!Number.isInteger(ms) || (ms === 0 && millisecondsOf(duration) !== 0)) {
    throw new Error(`${duration} / ${factor}: expected whole milliseconds, actual ${ms}`);
  }
  return ms % 1000 === 0 ? `${ms / 1000}s` : `${ms}ms`;
}

/** @throws Error for what is no duration such as `1h30m` */
export function millisecondsOf(duration: string): number {
  if (!/^(?=\d)(\d+d)?(\d+h)?(\d+m(?!s))?(\d+s)?(\d+ms)?$/.test(duration)) {
    throw new Error(`expected a duration such as 1h30m, actual '${duration}'`);
  }
  const parts = [...duration.matchAll(/(\d+)(ms|[dhms])/g)];
  return parts.reduce((sum, [, count, unit = '']) => sum + Number(count) * (UNIT_MS[unit] ?? 0), 0);
}
