import type { ExchangeResponse } from '../exchange/exchange-response.ts';

/** Sent as is, although it is not JSON. */
export class BrokenJson {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Replace = (price: unknown) => unknown;

/** Text if the provider writes prices as text, as Binance does. */
const replacement =
  (asText: string, asNumber: unknown): Replace =>
  (price) =>
    typeof price === 'string' ? asText : asNumber;

const CORRUPTIONS: readonly ((body: unknown) => unknown)[] = [
  truncate,
  (body) => replacePrices(body, replacement('0.00000000', 0)),
  (body) => replacePrices(body, replacement('-1.00000000', -1)),
  (body) => replacePrices(body, replacement('NaN', 'n/a')),
  dropRow,
];

/**
 * Corrupts a response in one of five ways, in turn: truncated, prices of zero, negative prices, prices that are not
 * numbers, a missing row. A response without prices or rows is truncated.
 */
export function garble(response: ExchangeResponse, turn: number): ExchangeResponse {
  const body = (CORRUPTIONS[turn % CORRUPTIONS.length] ?? truncate)(response.body);
  const changed = body instanceof BrokenJson || JSON.stringify(body) !== JSON.stringify(response.body);
  return { ...response, body: changed ? body : truncate(response.body) };
}

function truncate(body: unknown): BrokenJson {
  const text = JSON.stringify(body);
  return new BrokenJson(text.slice(0, Math.max(1, Math.floor(text.length / 2))));
}

function dropRow(body: unknown): unknown {
  if (!Array.isArray(body) || body.length < 3 || !Array.isArray(body[0])) return body;
  return body.toSpliced(Math.floor(body.length / 2), 1);
}

const PRICE_KEY = /price$|^usd$/i;

/** Prices are the fields with price names, and the numbers after the time in a row. */
function replacePrices(body: unknown, replace: Replace): unknown {
  if (Array.isArray(body)) {
    const isRow = typeof body[0] === 'number' && body.length > 1;
    return body.map((item, index) =>
      isRow ? (index >= 1 && index <= 4 ? replace(item) : item) : replacePrices(item, replace),
    );
  }
  if (typeof body !== 'object' || body === null) return body;
  const entries = Object.entries(body).map(([key, value]) => [
    key,
    PRICE_KEY.test(key) && typeof value !== 'object' ? replace(value) : replacePrices(value, replace),
  ]);
  return Object.fromEntries(entries);
}
