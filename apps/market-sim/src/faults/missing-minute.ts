import { MINUTE_MS } from '@qt/contracts';
import type { ExchangeResponse } from '../exchange/exchange-response.ts';

/**
 * Binance's klines without the last one-minute candle that had closed at `since` (Unix ms). Longer candles and all other
 * responses stay as they are.
 */
export function withoutMinute(response: ExchangeResponse, since: number): ExchangeResponse {
  if (!Array.isArray(response.body)) return response;
  const openTime = Math.floor(since / MINUTE_MS) * MINUTE_MS - MINUTE_MS;
  const closeTime = openTime + MINUTE_MS - 1;
  const rows = response.body as readonly unknown[];
  return {
    ...response,
    body: rows.filter((row) => !(Array.isArray(row) && row[0] === openTime && row[6] === closeTime)),
  };
}
