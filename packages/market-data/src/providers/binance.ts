import { z } from 'zod';
import type { CandleGap, CandleGapListener } from '../candle-gaps.ts';
import { type CandleSource, INTERVAL_MS } from '../candles.ts';
import type { ClockSource } from '../clock.ts';
import { ProviderFailure, UnknownSymbol } from '../failures.ts';
import type { InstrumentSource } from '../instruments.ts';
import type { PriceSource } from '../price.ts';
import { type BinanceMarket, binanceMarket } from './binance-client.ts';
import type { BinanceAnswer } from './binance-requests.ts';
import { gapsOf, rangeOf } from './candle-range.ts';
import { ExchangeClock } from './exchange-clock.ts';
import { exchangeInfo, instrumentOf } from './exchange-info.ts';
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

export interface BinanceOptions {
  /** For example `https://api.binance.com`. */
  readonly baseUrl: string;
  /** Unix ms. */
  readonly now: () => number;
  readonly onGaps?: CandleGapListener | undefined;
  /** Called after each call for candles with the request weight that our address has used in this minute. */
  readonly onUsedWeight?: ((weight: number) => void) | undefined;
}

/**
 * Binance's public market data: one attempt a call, without a time limit. The time of a price is `closeTime` of the 24 h
 * ticker, its last trade: `ticker/price` has no time, so the prices of a frozen exchange would look fresh.
 */
export function createBinance(options: BinanceOptions): PriceSource & CandleSource & ClockSource & InstrumentSource {
  const { baseUrl, now } = options;
  const market = binanceMarket(baseUrl);
  const accepted = (answer: BinanceAnswer, requested: string) => acceptedBody(answer, requested, now());
  return {
    prices: async (symbols, signal) => {
      const body = accepted(await market.tickers(symbols, signal), symbols.join(','));
      const tickers = new Map(parsed(z.array(ticker), body).map((one) => [one.symbol, one]));
      const answers = symbols.map((symbol) => [symbol, tickers.get(symbol)] as const);
      return priceBatch(answers, (symbol, answer) => {
        if (answer === undefined) throw garbage(`expected a ticker of ${symbol}, actual none`, symbol);
        return checkedPrice(
          { symbol, price: answer.lastPrice, observedAt: answer.closeTime },
          { provider: 'binance', maxAgeMs: MAX_PRICE_AGE_MS, now: now() },
        );
      });
    },
    candles: candlesOf(market, options),
    instruments: async (symbols, signal) => {
      const body = accepted(await market.exchangeInfo(symbols, signal), symbols.join(','));
      return parsed(exchangeInfo, body).symbols.map(instrumentOf);
    },
    time: async (signal) => parsed(serverTime, accepted(await market.time(signal), '')).serverTime,
  };
}

/** Candles that have closed by the exchange's clock, whatever ours says. */
function candlesOf(market: BinanceMarket, { now, onGaps, onUsedWeight }: BinanceOptions): CandleSource['candles'] {
  const clock = new ExchangeClock(now);
  return async (symbol, interval, window, signal) => {
    const intervalMs = INTERVAL_MS[interval];
    const range = rangeOf(window, interval, clock.now());
    if (range.limit === 0) return [];
    const sentAt = now();
    const answer = await market.klines(symbol, interval, range, signal);
    const closedUntil = Math.floor(clock.observe(sentAt, answer.date) / intervalMs) * intervalMs;
    onUsedWeight?.(Number(answer.usedWeight ?? 0));
    const klines = readKlines(acceptedBody(answer, symbol, now()), intervalMs);
    if (!klines.ok) throw garbage(`candles of ${symbol}: ${klines.fault}`, symbol);
    const closed = klines.candles.filter(({ openTime }) => openTime < closedUntil);
    const unfinished = klines.candles
      .slice(closed.length)
      .map(({ openTime }): CandleGap => ({ kind: 'unfinished', openTime }));
    const gaps = gapsOf(closed, range, { symbol, intervalMs, closedUntil });
    onGaps?.(symbol, interval, [...klines.gaps, ...unfinished, ...gaps]);
    return closed;
  };
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

function garbage(reason: string, symbol?: string): ProviderFailure {
  return new ProviderFailure('binance', 'garbage', reason, symbol === undefined ? {} : { symbol });
}
