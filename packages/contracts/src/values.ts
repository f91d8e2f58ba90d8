import { z } from 'zod';

/** An instant: RFC 3339, UTC, milliseconds. */
export const instant = z.iso.datetime();

const DECIMAL = /^-?\d{1,18}(\.\d{1,18})?$/;

/** An exact decimal as text, so that no binary float ever carries money. */
export const decimal = z
  .string()
  .regex(DECIMAL, { error: 'expected a decimal number as text, such as "0.015"', abort: true });

/** A decimal above zero. */
export const positiveDecimal = decimal.refine(
  (text) => !text.startsWith('-') && /[1-9]/.test(text),
  'expected a decimal above 0',
);

/** A symbol in Binance's spelling, base then quote: `BTCUSDT`. */
export const symbol = z.string().regex(/^[A-Z0-9]{5,20}$/, 'expected a symbol such as BTCUSDT');

/** A probability. */
export const probability = z.number().min(0).max(1);

/** A model's version, `m-` and its training time: sorts by age. */
export const modelVersion = z
  .string()
  .regex(/^[a-z0-9][a-z0-9.-]{0,63}$/, 'expected a model version such as m-20260101t000000z');
