import { describe, expect, test } from 'vitest';
import { implausible } from './plausibility.ts';

const coingecko = (price: string) => ({ whose: 'coingecko', price });

describe('a price', () => {
  test('is plausible at the edge of the tolerance, and not beyond it', () => {
    expect(implausible('BTCUSDT', '105', [coingecko('100')])).toBeUndefined();
    expect(implausible('BTCUSDT', '95', [coingecko('100')])).toBeUndefined();
    expect(implausible('BTCUSDT', '105.1', [coingecko('100')])).toBe(
      'price of BTCUSDT: expected within 5 % of 100 (coingecko), actual 105.1',
    );
    expect(implausible('BTCUSDT', '94.9', [coingecko('100')])).toBeDefined();
  });

  test('is plausible near any one of its references, or without any', () => {
    expect(implausible('BTCUSDT', '100', [coingecko('200'), coingecko('101')])).toBeUndefined();
    expect(implausible('BTCUSDT', '100', [])).toBeUndefined();
  });

  test('that is not a finite number is never plausible', () => {
    expect(implausible('BTCUSDT', 'NaN', [coingecko('100')])).toBeDefined();
  });
});
