import type { Candle, CandleInterval } from '@qt/contracts';
import { z } from 'zod';
import { type CandleSource, type CandleWindow, INTERVAL_MS } from '../candles.ts';
import type { ClockSource } from '../clock.ts';
import { ProviderFailure, UnknownSymbol } from '../failures.ts';
import type { PriceSource } from '../price.ts';
import { type BinanceAnswer, type BinanceMarket, binanceMarket } from './binance-client.ts';
import { checkRange, rangeOf } from './candle-range.ts';
import { failureOfAnswer } from './http-failure.ts';
import { readKlines } from './klines.ts';
import { priceBatch } from './price-batch.ts';
import { checkedPrice } from './quote.ts';

/** Binance's error code of a symbol that it does not list. */
const INVALID_SYMBOL = -1121;
/** A price is as old as the last trade; a liquid market always has a younger one. */
const MAX_PRICE_AGE_MS = 60_000;

const ticker = z.object({ symbol: z.string(), lastPrice: z.unknown(), closeTime: z.unknown() });
const serverTime = z.object({ serverTime: z.number().positive() });
const errorBody = z.object({ code: z.number().optional(), msg: z.string().optional() });

interface BinanceOptions {
  /** For example `https://api.binance.com`. */
  readonly baseUrl: string;
  /** Unix ms. */
  readonly now: () => number;
}

/**
 * Binance's public market data: one attempt a call, without a time limit. The time of a price is `closeTime` of the 24 h
 * ticker, its last trade: `ticker/price` has no time, so the prices of a frozen exchange would look fresh.
 */
export function createBinance({ baseUrl, now }: BinanceOptions): PriceSource & CandleSource & ClockSource {
  const market = binanceMarket(baseUrl);
  const accepted = (answer: BinanceAnswer, requested: string) => acceptedBody(answer, requested, now());
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
    time: async (signal) => parsed(serverTime, accepted(await market.time(signal), '')).serverTime,
  };
}

async function candles(
  market: BinanceMarket,
  accepted: (answer: BinanceAnswer, requested: string) => unknown,
  now: () => number,
  symbol: string,
  interval: CandleInterval,
  window: CandleWindow,
  signal: AbortSignal | undefined,
): Promise<Candle[]> {
  const range = rangeOf(window, interval, now());
  if (range.limit === 0) return [];
  const body = accepted(await market.klines(symbol, interval, range, signal), symbol);
  const klines = readKlines(body, INTERVAL_MS[interval]);
  if (!klines.ok) throw garbage(`candles of ${symbol}: ${klines.fault}`);
  checkRange(klines.candles, range, INTERVAL_MS[interval], symbol);
  return klines.candles;
}

/** @throws UnknownSymbol, ProviderFailure */
function acceptedBody(answer: BinanceAnswer, requested: string, now: number): unknown {
  if (answer.status === 200) return answer.body;
  const { code, msg = '' } = errorBody.safeParse(answer.body).data ?? {};
  if (code === INVALID_SYMBOL) throw new UnknownSymbol(requested, 'a symbol that binance lists');
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
