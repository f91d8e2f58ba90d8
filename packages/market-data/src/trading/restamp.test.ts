import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { restamp } from './restamp.ts';

test('a signed request gets the time of the exchange, and a signature of what it then says', () => {
  const path = restamp('/api/v3/order?symbol=BTCUSDT&timestamp=1&signature=abc', 'secret', 1700);
  const signature = createHmac('sha256', 'secret').update('symbol=BTCUSDT&timestamp=1700').digest('hex');
  expect(path).toBe(`/api/v3/order?symbol=BTCUSDT&timestamp=1700&signature=${signature}`);
});

test.each(['/api/v3/time', '/api/v3/klines?symbol=BTCUSDT&limit=1'])(
  '%s, which is not signed, stays as it is',
  (path) => {
    expect(restamp(path, 'secret', 1700)).toBe(path);
  },
);
