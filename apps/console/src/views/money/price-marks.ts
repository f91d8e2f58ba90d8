import type { FilledOrder } from '@qt/contracts';

const MINUTE_S = 60;

/** The price at which the account bought (or sold) in each minute of a chart; null: it did not. Floats, for pixels. */
export function marksOf(times: readonly number[], fills: readonly FilledOrder[], side: FilledOrder['side']) {
  const byMinute = new Map(
    fills
      .filter((fill) => fill.side === side)
      .map(({ filled_at, price }) => [Math.floor(Date.parse(filled_at) / 1000 / MINUTE_S) * MINUTE_S, Number(price)]),
  );
  return times.map((time) => byMinute.get(time) ?? null);
}
