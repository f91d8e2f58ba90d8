import type { Answer } from '../exchange/exchange-response.ts';

/** Sent as is, although it is not JSON. */
export class BrokenJson {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Spoil = (price: unknown) => unknown;

/** Text if the provider writes prices as text, as Binance does. */
const spoiled =
  (asText: string, asNumber: unknown): Spoil =>
  (price) =>
    typeof price === 'string' ? asText : asNumber;

const WAYS: readonly ((body: unknown) => unknown)[] = [
  breakOff,
  (body) => spoilPrices(body, spoiled('0.00000000', 0)),
  (body) => spoilPrices(body, spoiled('-1.00000000', -1)),
  (body) => spoilPrices(body, spoiled('NaN', 'n/a')),
  leaveGap,
];

/**
 * Corrupts a response in one of these ways, in turn: truncated, prices of zero, negative prices, prices that are not
 * numbers, a missing row. A response without prices or rows is truncated.
 */
export function garble(answer: Answer, turn: number): Answer {
  const body = (WAYS[turn % WAYS.length] ?? breakOff)(answer.body);
  const changed = body instanceof BrokenJson || JSON.stringify(body) !== JSON.stringify(answer.body);
  return { ...answer, body: changed ? body : breakOff(answer.body) };
}

function breakOff(body: unknown): BrokenJson {
  const text = JSON.stringify(body);
  return new BrokenJson(text.slice(0, Math.max(1, Math.floor(text.length / 2))));
}

function leaveGap(body: unknown): unknown {
  if (!Array.isArray(body) || body.length < 3 || !Array.isArray(body[0])) return body;
  return body.toSpliced(Math.floor(body.length / 2), 1);
}

const PRICE_KEY = /price$|^usd$/i;

/** Prices are the fields with price names, and the numbers after the time in a row. */
function spoilPrices(body: unknown, spoil: Spoil): unknown {
  if (Array.isArray(body)) {
    const isRow = typeof body[0] === 'number' && body.length > 1;
    return body.map((item, index) =>
      isRow ? (index >= 1 && index <= 4 ? spoil(item) : item) : spoilPrices(item, spoil),
    );
  }
  if (typeof body !== 'object' || body === null) return body;
  const entries = Object.entries(body).map(([key, value]) => [
    key,
    PRICE_KEY.test(key) && typeof value !== 'object' ? spoil(value) : spoilPrices(value, spoil),
  ]);
  return Object.fromEntries(entries);
}
