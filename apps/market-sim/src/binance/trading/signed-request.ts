import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Query } from '../../exchange/exchange-response.ts';
import { errors } from '../errors.ts';
import { textOf, wholeOf } from '../parameters.ts';

export interface ApiKey {
  readonly key: string;
  readonly secret: string;
  /** Whether it has the right to trade; one without reads. */
  readonly canTrade: boolean;
}

/** Letters and digits, and here a hyphen; Binance's own keys have 64 of them. */
const KEY_FORMAT = /^[A-Za-z0-9-]+$/;
/** As Binance's servers have it: a request that claims to be from more than this far ahead is refused, ms. */
const AHEAD_MS = 1000;
const DEFAULT_WINDOW_MS = 5000;

/**
 * Refuses a request whose key, signature or time are wrong, in this order, as Binance does.
 *
 * @param url path and query as sent; what is signed is the query up to its signature
 * @param at the exchange's clock, Unix ms
 * @throws ExchangeError
 */
export function checkSigned(url: string, query: Query, key: string | undefined, known: ApiKey, at: number): void {
  if (key === undefined || !KEY_FORMAT.test(key)) throw errors.keyFormat();
  if (key !== known.key) throw errors.keyRejected();
  const timestamp = wholeOf(query, 'timestamp');
  if (timestamp === undefined) throw errors.missing('timestamp');
  const given = textOf(query, 'signature');
  if (given === undefined) throw errors.missing('signature');
  const sent = url.slice(url.indexOf('?') + 1);
  const signed = sent.replace(/&?signature=[^&]*/, '');
  const expected = createHmac('sha256', known.secret).update(signed).digest('hex');
  if (!equal(given, expected)) throw errors.signature();
  const window = wholeOf(query, 'recvWindow') ?? DEFAULT_WINDOW_MS;
  if (timestamp > at + AHEAD_MS) throw errors.ahead();
  if (timestamp < at - window) throw errors.outsideWindow();
}

function equal(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
