import type { Query } from '../exchange/exchange-response.ts';
import type { Listing } from '../exchange/listing.ts';
import { errors } from './errors.ts';

const SYMBOL = '^[A-Z0-9-_.]{1,20}$';
const SYMBOLS = '^\\[("[A-Z0-9-_.]{1,20}"(,"[A-Z0-9-_.]{1,20}"){0,}){0,1}\\]$';
const WHOLE = '^[0-9]{1,20}$';

/** The parameter's text; undefined if it was not sent. @throws ExchangeError if it was sent twice */
export function textOf(query: Query, name: string): string | undefined {
  const value = query[name];
  if (Array.isArray(value)) throw errors.notValid(name);
  return typeof value === 'string' ? value : undefined;
}

/** A whole number. @throws ExchangeError in Binance's words */
export function wholeOf(query: Query, name: string): number | undefined {
  const text = textOf(query, name);
  if (text === undefined) return undefined;
  if (!new RegExp(WHOLE).test(text)) throw errors.illegal(name, WHOLE);
  return Math.min(Number(text), Number.MAX_SAFE_INTEGER);
}

/** A listed symbol. @throws ExchangeError in Binance's words */
export function symbolOf(query: Query, listing: Listing): string {
  const symbol = textOf(query, 'symbol');
  if (symbol === undefined || symbol === '') throw errors.missing('symbol');
  return listed(symbol, listing);
}

/** The symbols that `symbol`, `symbols` or neither (all) select. `single`: the response is not an array. */
export function symbolsOf(query: Query, listing: Listing): { readonly symbols: readonly string[]; single: boolean } {
  const list = textOf(query, 'symbols');
  if (list === undefined) {
    return textOf(query, 'symbol') === undefined
      ? { symbols: listing.symbols.filter((symbol) => listing.has(symbol)), single: false }
      : { symbols: [symbolOf(query, listing)], single: true };
  }
  if (textOf(query, 'symbol') !== undefined) throw errors.combination();
  if (!new RegExp(SYMBOLS).test(list)) throw errors.illegal('symbols', SYMBOLS);
  const symbols = (JSON.parse(list) as string[]).map((symbol) => listed(symbol, listing));
  if (symbols.length === 0) throw errors.missing('symbols');
  if (new Set(symbols).size < symbols.length) throw errors.repeated();
  return { symbols, single: false };
}

/** @throws ExchangeError if anything else was sent */
export function onlyThese(query: Query, names: readonly string[]): void {
  const sent = Object.keys(query);
  const read = sent.filter((name) => names.includes(name));
  if (read.length < sent.length) throw errors.unread(read.length, sent.length);
}

function listed(symbol: string, listing: Listing): string {
  if (!new RegExp(SYMBOL).test(symbol)) throw errors.illegal('symbol', SYMBOL);
  if (!listing.has(symbol)) throw errors.invalidSymbol();
  return symbol;
}
