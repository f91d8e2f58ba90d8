import type { Query } from '../exchange/exchange-response.ts';
import type { Listing } from '../exchange/listing.ts';
import { errors } from './errors.ts';

/** A required parameter. @throws ExchangeError in CoinGecko's words */
export function required(query: Query, name: string): string {
  const value = query[name];
  const text = typeof value === 'string' ? value : value?.join(',');
  if (text === undefined || text === '') throw errors.missing(name);
  return text;
}

/** A required comma-separated parameter. */
export function listOf(query: Query, name: string): string[] {
  return required(query, name)
    .split(',')
    .map((item) => item.trim().toLowerCase());
}

/** Whether a boolean parameter is `true`. */
export function flag(query: Query, name: string): boolean {
  return query[name] === 'true';
}

/** The symbol of a coin id. @throws ExchangeError: 404 for an unknown one, 400 for a currency other than the dollar */
export function coinOf(id: string, query: Query, listing: Listing): string {
  const symbol = listing.symbolOf(id);
  if (symbol === undefined) throw errors.coinNotFound();
  if (required(query, 'vs_currency').toLowerCase() !== 'usd') throw errors.invalidCurrency();
  return symbol;
}
