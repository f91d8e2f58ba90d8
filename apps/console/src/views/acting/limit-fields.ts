import type { LimitChange } from '@qt/contracts';

/** What each limit counts in. */
export const LIMIT_UNITS = {
  max_notional_per_trade: 'USDT',
  max_daily_loss: 'USDT',
  max_drawdown: 'USDT',
  max_position_notional: 'USDT',
  max_gross_exposure: 'USDT',
  max_open_positions: 'positions',
  max_orders_per_minute: 'orders/min',
  max_cancels_per_minute: 'cancels/min',
  price_band_percent: '%',
} as const satisfies Record<keyof LimitChange, string>;

export type LimitName = keyof typeof LIMIT_UNITS;
export const LIMIT_NAMES = Object.keys(LIMIT_UNITS) as LimitName[];

const WHOLE: ReadonlySet<LimitName> = new Set([
  'max_open_positions',
  'max_orders_per_minute',
  'max_cancels_per_minute',
]);

/** What was typed, by limit. Empty text: the bound of the environment again. */
export type Typed = Partial<Record<LimitName, string>>;

/** The change that was typed: money stays text, counts become numbers. Undefined: nothing differs. */
export function limitChangeOf(
  typed: Typed,
  inForce: Readonly<Record<string, string | number | null>>,
): LimitChange | undefined {
  const changed = LIMIT_NAMES.filter((name) => typed[name] !== undefined && typed[name] !== `${inForce[name] ?? ''}`);
  if (changed.length === 0) return undefined;
  return Object.fromEntries(
    changed.map((name) => {
      const text = typed[name] ?? '';
      return [name, text === '' ? null : WHOLE.has(name) ? Number(text) : text];
    }),
  );
}
