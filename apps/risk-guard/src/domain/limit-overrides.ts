import type { LimitChange } from '@qt/contracts';
import { type Amount, amount, decimalText } from '@qt/domain';
import type { Limits } from './limits.ts';

/** The limits that an operator can change, by their name on the wire. The smaller, the stricter. */
const CHANGEABLE = {
  max_notional_per_trade: 'maxNotionalPerTrade',
  max_daily_loss: 'maxDailyLoss',
  max_drawdown: 'maxDrawdown',
  max_position_notional: 'maxPositionNotional',
  max_gross_exposure: 'maxGrossExposure',
  max_open_positions: 'maxOpenPositions',
  max_orders_per_minute: 'maxOrdersPerMinute',
  max_cancels_per_minute: 'maxCancelsPerMinute',
  price_band_percent: 'priceBandPercent',
} as const satisfies Record<keyof LimitChange, keyof Limits>;
type LimitName = keyof typeof CHANGEABLE;
const NAMES = Object.keys(CHANGEABLE) as LimitName[];

/** What operators have set instead of the environment, as decimal text. */
export type LimitOverrides = Readonly<Partial<Record<LimitName, string>>>;

export interface LimitFault {
  readonly name: string;
  readonly most: string;
  readonly actual: string;
}

/** The overrides with a change applied: a value replaces the one before, null removes it. */
export function changeOverrides(overrides: LimitOverrides, change: LimitChange): LimitOverrides {
  const next: Partial<Record<LimitName, string>> = { ...overrides };
  for (const name of NAMES) {
    const value = change[name];
    if (value === null) delete next[name];
    else if (value !== undefined) next[name] = String(value);
  }
  return next;
}

/** The overrides that are above the environment's bound. */
export function overridesAboveBounds(overrides: LimitOverrides, bounds: Limits): LimitFault[] {
  return NAMES.flatMap((name) => {
    const [most, actual] = [valueIn(bounds, name), overrides[name]];
    if (most === null || actual === undefined || amount(actual).lte(most)) return [];
    return [{ name, most: decimalText(most), actual }];
  });
}

/** The limits in force: the stricter of bound and override, so that a stricter environment wins after a restart. */
export function limitsInForce(bounds: Limits, overrides: LimitOverrides): Limits {
  const limit = (name: LimitName): Amount | null => {
    const [bound, override] = [valueIn(bounds, name), overrides[name]];
    if (override === undefined) return bound;
    return bound === null || amount(override).lessThan(bound) ? amount(override) : bound;
  };
  const or = (name: LimitName, fallback: Amount) => limit(name) ?? fallback;
  const count = (name: LimitName, fallback: number) => or(name, amount(fallback)).toNumber();
  return {
    ...bounds,
    maxNotionalPerTrade: or('max_notional_per_trade', bounds.maxNotionalPerTrade),
    maxDailyLoss: or('max_daily_loss', bounds.maxDailyLoss),
    maxDrawdown: limit('max_drawdown'),
    maxPositionNotional: or('max_position_notional', bounds.maxPositionNotional),
    maxGrossExposure: or('max_gross_exposure', bounds.maxGrossExposure),
    maxOpenPositions: count('max_open_positions', bounds.maxOpenPositions),
    maxOrdersPerMinute: count('max_orders_per_minute', bounds.maxOrdersPerMinute),
    maxCancelsPerMinute: count('max_cancels_per_minute', bounds.maxCancelsPerMinute),
    priceBandPercent: or('price_band_percent', bounds.priceBandPercent),
  };
}

/** Does any limit let more through than before? */
export function loosens(before: Limits, after: Limits): boolean {
  return NAMES.some((name) => {
    const [old, now] = [valueIn(before, name), valueIn(after, name)];
    return old !== null && (now === null || now.greaterThan(old));
  });
}

/** The changeable limits by their name on the wire. */
export function limitTexts(limits: Limits): Record<LimitName, string | null> {
  const texts = NAMES.map((name) => {
    const value = valueIn(limits, name);
    return [name, value && decimalText(value)];
  });
  return Object.fromEntries(texts) as Record<LimitName, string | null>;
}

function valueIn(limits: Limits, name: LimitName): Amount | null {
  const value = limits[CHANGEABLE[name]];
  return typeof value === 'number' ? amount(value) : value;
}
