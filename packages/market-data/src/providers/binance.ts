import type { Candle, CandleInterval } from '@qt/contracts';
import { z } from 'zod';
import { type CandleSource, type CandleWindow, INTERVAL_MS } from '../candles.ts';
import { ProviderFailure, UnknownSymbol } from '../failures.ts';
import type { PriceSource } from '../price.ts';
import { type BinanceAnswer, type BinanceMarket, binanceMarket } from './binance-client.ts';
import { type Span, spanOf } from './candle-range.ts';
import { failureOfAnswer } from './http-failure.ts';
import { readKlines } from './klines.ts';
import { priceBatch } from './price-batch.ts';
import { checkedPrice } from './quote.ts';

/** Binance's own code for a symbol that it does not list. */
const INVALID_SYMBOL = -1121;
/** A price is as old as the last trade that moved the ticker; a liquid market is never this quiet. */
const MAX_PRICE_AGE_MS = 60_000;
/** The exchange may take a moment to publish the candle that just closed. */
const CANDLES_LATE = 1;

const ticker = z.object({ symbol: z.string(), lastPrice: z.unknown(), closeTime: z.unknown() });
const refusal = z.object({ code: z.number().optional(), msg: z.string().optional() });

export interface BinanceOptions {
  /** For example `https://api.binance.com`. */
  readonly baseUrl: string;
  /** Unix ms. */
  readonly now: () => number;
}

/**
 * Binance's public market data, one attempt a call and no time limit of its own. A price's time is `closeTime` of the
 * 24 h ticker, the moment of the last trade in it: `ticker/price` has none, so a frozen exchange would look alive.
 */
export function createBinance({ baseUrl, now }: BinanceOptions): PriceSource & CandleSource {
  const market = binanceMarket(baseUrl);
  const accepted = (answer: BinanceAnswer, asked: string) => acceptedBody(answer, asked, now());
  return {
    prices: async (symbols, signal) => {
      const body = accepted(await market.tickers(symbols, signal), symbols.join(','));
      const tickers = new Map(parsed(z.array(ticker), body).map((one) => [one.symbol, one]));
      const answers = symbols.map((symbol) => [symbol, tickers.get(symbol)] as const);
      return priceBatch(answers, (symbol, answer) => {
        if (answer === undefined) throw garbage(`expected a ticker of ${symbol}, actual none`);
        return checkedPrice(
          { symbol, price: answer.lastPrice, observedAt: answer.closeTime },
          { provider: 'binance', maxAgeMs: MAX_PRICE_AGE_MS, now: now() },
        );
      });
    },
    candles: (symbol, interval, window, signal) => candles(market, accepted, now, symbol, interval, window, signal),
  };
}

async function candles(
  market: BinanceMarket,
  accepted: (answer: BinanceAnswer, asked: string) => unknown,
  now: () => number,
  symbol: string,
  interval: CandleInterval,
  window: CandleWindow,
  signal: AbortSignal | undefined,
): Promise<Candle[]> {
  const span = spanOf(window, interval, now());
  if (span.limit === 0) return [];
  const body = accepted(await market.klines(symbol, interval, span, signal), symbol);
  const klines = readKlines(body, INTERVAL_MS[interval]);
  if (!klines.ok) throw garbage(`candles of ${symbol}: ${klines.fault}`);
  checkSpan(klines.candles, span, INTERVAL_MS[interval], symbol);
  return klines.candles;
}

/** An answer may begin late, where the market is young; it may not reach outside what was asked, nor end early. */
function checkSpan(candles: readonly Candle[], span: Span, intervalMs: number, symbol: string): void {
  const oldest = candles[0];
  const newest = candles.at(-1);
  if (oldest === undefined || newest === undefined) {
    if (span.latest) throw garbage(`candles of ${symbol}: expected up to ${span.limit}, actual none`);
    return;
  }
  if (oldest.openTime < span.first || newest.openTime > span.last) {
    const actual = `${oldest.openTime} to ${newest.openTime}`;
    throw outside(
      newest.openTime < span.first,
      `candles of ${symbol}: expected ${span.first} to ${span.last}, actual ${actual}`,
    );
  }
  const tolerated = span.latest ? CANDLES_LATE * intervalMs : 0;
  if (newest.openTime < span.last - tolerated) {
    throw outside(span.latest, `candles of ${symbol}: expected the newest at ${span.last}, actual ${newest.openTime}`);
  }
}

function outside(old: boolean, reason: string): ProviderFailure {
  return new ProviderFailure('binance', old ? 'stale' : 'garbage', reason);
}

/** @throws UnknownSymbol, or the ProviderFailure that a refusal means */
function acceptedBody(answer: BinanceAnswer, asked: string, now: number): unknown {
  if (answer.status === 200) return answer.body;
  const { code, msg = '' } = refusal.safeParse(answer.body).data ?? {};
  if (code === INVALID_SYMBOL) throw new UnknownSymbol(asked, 'a symbol that binance lists');
  const banned = /banned until (\d{13})/.exec(msg)?.[1];
  throw failureOfAnswer(
    'binance',
    {
      status: answer.status,
      retryAfter: answer.retryAfter,
      bannedUntil: banned === undefined ? undefined : Number(banned),
      reason: msg.slice(0, 120),
    },
    now,
  );
}

function parsed<T>(schema: z.ZodType<T>, body: unknown): T {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw garbage(`${issue?.path.join('.') || 'answer'}: ${issue?.message}`);
}

function garbage(reason: string): ProviderFailure {
  return new ProviderFailure('binance', 'garbage', reason);
}
