import { z } from 'zod';

/** An instant: RFC 3339, UTC, milliseconds. */
export const instant = z.iso.datetime().meta({
  id: 'Instant',
  description: 'An instant: RFC 3339, UTC',
  examples: ['2026-01-01T00:00:00.000Z'],
});

const DECIMAL = /^-?\d{1,18}(\.\d{1,18})?$/;

const decimalText = z
  .string()
  .regex(DECIMAL, { error: 'expected a decimal number as text, such as "0.015"', abort: true });

/** An exact decimal as text, so that no binary float ever carries money. */
export const decimal = decimalText.meta({
  id: 'Decimal',
  description: 'An exact decimal number as text: up to 18 digits before the point and 18 after it',
  examples: ['0.015'],
});

/** A decimal above zero. */
export const positiveDecimal = decimalText
  .refine((text) => !text.startsWith('-') && /[1-9]/.test(text), 'expected a decimal above 0')
  .meta({
    id: 'PositiveDecimal',
    description: 'An exact decimal number above 0, as text',
    examples: ['0.015'],
    // For readers of the document: what the two checks admit together.
    pattern: String.raw`^(?=.*[1-9])\d{1,18}(\.\d{1,18})?$`,
  });

/** A symbol in Binance's spelling, base then quote: `BTCUSDT`. */
export const symbol = z
  .string()
  .regex(/^[A-Z0-9]{5,20}$/, 'expected a symbol such as BTCUSDT')
  .meta({
    id: 'Symbol',
    description: "A symbol in Binance's spelling: base, then quote",
    examples: ['BTCUSDT'],
  });

/** A probability. */
export const probability = z
  .number()
  .min(0)
  .max(1)
  .meta({ id: 'Probability', examples: [0.62] });

/** A model's version, `m-` and its training time: sorts by age. */
export const modelVersion = z
  .string()
  .regex(/^[a-z0-9][a-z0-9.-]{0,63}$/, 'expected a model version such as m-20260101t000000z')
  .meta({ id: 'ModelVersion', examples: ['m-20260101t000000z'] });
