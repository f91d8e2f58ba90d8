import { MINUTE_MS } from '@qt/contracts';
import { type Amount, amount } from '@qt/domain';
import { adminEnvironment, BadEnvironment, field, marketFields, readEnvironment, urlField } from '@qt/nest-service';
import type { z } from 'zod';
import type { Limits } from './domain/limits.ts';

/** The limits, by variable. The README explains them. */
const limitFields = {
  QT_KILL_SWITCH: field.flag(false),
  QT_KILL_SWITCH_FREEZES_EXITS: field.flag(false),
  /** Unset: `QT_SYMBOLS`. */
  QT_ALLOWED_SYMBOLS: field.symbols([]),
  QT_MAX_NOTIONAL_PER_TRADE: field.amount('1000'),
  QT_MAX_DAILY_LOSS: field.amount('500'),
  /** A share of the highest equity, 0 to 1; unset: no such limit. */
  QT_MAX_DRAWDOWN: field.share(),
  QT_CASH_TOLERANCE: field.amount('0.01'),
  QT_MAX_POSITION_NOTIONAL: field.amount('5000'),
  QT_MAX_GROSS_EXPOSURE: field.amount('20000'),
  QT_MAX_OPEN_POSITIONS: field.count(1, 20),
  QT_MAX_ORDERS_PER_MINUTE: field.count(1, 120),
  QT_MAX_CANCELS_PER_MINUTE: field.count(1, 60),
  QT_MAX_PRICE_AGE_SECONDS: field.number({ default: 90 }),
  QT_MAX_CLOCK_SKEW_SECONDS: field.number({ default: 5 }),
  /** Beyond this an offset is logged; beyond `QT_MAX_CLOCK_SKEW_SECONDS` new risk stops. */
  QT_CLOCK_OFFSET_WARNING_SECONDS: field.number({ default: 1 }),
  QT_PRICE_BAND_PERCENT: field.amount('10'),
  QT_PRICE_REFERENCE_SECONDS: field.number({ default: 300 }),
  QT_COST_ALLOWANCE_PERCENT: field.amount('0.5'),
  /** 0: the fail-safe lasts until an operator resets it. */
  QT_FAILSAFE_RESET_MINUTES: field.count(0, 60),
  QT_RESERVATION_TTL_SECONDS: field.number({ default: 30, atMost: 3600 }),
  /** 0: identical orders are not duplicates. */
  QT_DUPLICATE_WINDOW_SECONDS: field.count(0, 0),
};

function riskEnvironment(env: NodeJS.ProcessEnv) {
  return adminEnvironment.extend({
    QT_RISK_GUARD_PORT: field.port(8003),
    QT_DATABASE_URL: field.databaseUrl(),
    QT_API_URL: urlField('api', env),
    ...marketFields(env),
    QT_RETRAIN_WORKER_URL: urlField('retrain-worker', env),
    /** As the API has it: a model opens positions for this long after its training. */
    QT_MODEL_MAX_AGE_HOURS: field.number({ default: 48 }),
    /** As the API has it: at an exchange, the account's opening balance is the exchange's. */
    QT_EXECUTOR: field.oneOf(['paper', 'binance'], 'paper'),
    QT_PAPER_BALANCE: field.amount('100000'),
    ...limitFields,
    ...maxQuantityFields(env),
  });
}

const MAX_QUANTITY = 'QT_MAX_QUANTITY_';
type MaxQuantity = `${typeof MAX_QUANTITY}${string}`;

/** `QT_MAX_QUANTITY_BTCUSDT` and the like: one for each symbol that has such a limit. */
function maxQuantityFields(env: NodeJS.ProcessEnv) {
  const names = Object.keys(env).filter(
    (name): name is MaxQuantity => name.startsWith(MAX_QUANTITY) && env[name] !== '',
  );
  return Object.fromEntries(names.map((name) => [name, field.amount('1')])) as Record<
    MaxQuantity,
    ReturnType<typeof field.amount>
  >;
}

function maxQuantityOf(read: Readonly<Record<string, unknown>>): Map<string, Amount> {
  const limits = Object.entries(read).filter(([name]) => name.startsWith(MAX_QUANTITY));
  return new Map(limits.map(([name, most]) => [name.slice(MAX_QUANTITY.length), amount(String(most))]));
}

export type RiskConfig = ReturnType<typeof readConfig>;

/**
 * Reads the risk guard's configuration.
 *
 * @throws BadEnvironment that lists every fault.
 */
export function readConfig(env: NodeJS.ProcessEnv) {
  const environment = readEnvironment(riskEnvironment(env), env);
  const limits = limitsOf(environment);
  const unknown = [...limits.maxQuantity.keys()].filter((symbol) => !limits.allowedSymbols.has(symbol));
  if (unknown.length > 0) {
    const expected = `one of ${[...limits.allowedSymbols].join(', ')} after ${MAX_QUANTITY}`;
    throw new BadEnvironment(
      unknown.map((symbol) => ({ field: `${MAX_QUANTITY}${symbol}`, expected, actual: `'${symbol}'` })),
    );
  }
  return { ...environment, limits };
}

function limitsOf(read: z.output<ReturnType<typeof riskEnvironment>>): Limits {
  const allowed = read.QT_ALLOWED_SYMBOLS.length > 0 ? read.QT_ALLOWED_SYMBOLS : read.QT_SYMBOLS;
  const minutes = read.QT_FAILSAFE_RESET_MINUTES;
  return {
    allowedSymbols: new Set(allowed),
    maxQuantity: maxQuantityOf(read),
    maxNotionalPerTrade: amount(read.QT_MAX_NOTIONAL_PER_TRADE),
    maxDailyLoss: amount(read.QT_MAX_DAILY_LOSS),
    maxDrawdown: read.QT_MAX_DRAWDOWN === undefined ? null : amount(read.QT_MAX_DRAWDOWN),
    cashTolerance: amount(read.QT_CASH_TOLERANCE),
    maxPositionNotional: amount(read.QT_MAX_POSITION_NOTIONAL),
    maxGrossExposure: amount(read.QT_MAX_GROSS_EXPOSURE),
    maxOpenPositions: read.QT_MAX_OPEN_POSITIONS,
    maxOrdersPerMinute: read.QT_MAX_ORDERS_PER_MINUTE,
    maxCancelsPerMinute: read.QT_MAX_CANCELS_PER_MINUTE,
    maxPriceAgeMs: read.QT_MAX_PRICE_AGE_SECONDS * 1000,
    maxClockSkewMs: read.QT_MAX_CLOCK_SKEW_SECONDS * 1000,
    priceBandPercent: amount(read.QT_PRICE_BAND_PERCENT),
    priceReferenceMs: read.QT_PRICE_REFERENCE_SECONDS * 1000,
    costAllowancePercent: amount(read.QT_COST_ALLOWANCE_PERCENT),
    failsafeResetMs: minutes === 0 ? null : minutes * MINUTE_MS,
    reservationTtlMs: read.QT_RESERVATION_TTL_SECONDS * 1000,
    duplicateWindowMs: read.QT_DUPLICATE_WINDOW_SECONDS * 1000,
    killSwitchFreezesExits: read.QT_KILL_SWITCH_FREEZES_EXITS,
  };
}
