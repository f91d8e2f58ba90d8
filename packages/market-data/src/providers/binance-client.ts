import http from 'node:http';
import https from 'node:https';
import { SpotRestAPI } from '@binance/spot';
import type { CandleInterval } from '@qt/contracts';
import { ProviderFailure } from '../failures.ts';
import type { Span } from './candle-window.ts';
import { networkFailure } from './http-failure.ts';

const LARGEST_ANSWER_BYTES = 8_000_000;
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** Whatever Binance answered. `body` is undefined where a failed answer is no JSON. */
export interface BinanceAnswer {
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly body: unknown;
}

/** The two endpoints that we use. Each rejects with a ProviderFailure when no answer, or no JSON, came. */
export interface BinanceMarket {
  tickers(symbols: string | readonly string[], signal?: AbortSignal): Promise<BinanceAnswer>;
  klines(symbol: string, interval: CandleInterval, span: Span, signal?: AbortSignal): Promise<BinanceAnswer>;
}

type Configuration = ConstructorParameters<typeof SpotRestAPI.RestAPI>[0];
type Send = (api: SpotRestAPI.RestAPI) => Promise<{
  status: number;
  headers: Record<string, string>;
  data: () => Promise<unknown>;
}>;

/** The official client, made to hand over every answer: by itself it turns failures into errors without Retry-After. */
export function binanceMarket(baseUrl: string): BinanceMarket {
  const url = new URL(baseUrl);
  const basePath = url.href.replace(/\/+$/, '');
  const shared = {
    httpAgent: new http.Agent({ keepAlive: true }),
    httpsAgent: new https.Agent({ keepAlive: true }),
    maxContentLength: LARGEST_ANSWER_BYTES,
    validateStatus: () => true,
    headers: { Accept: 'application/json' },
    ...(LOOPBACK.test(url.hostname) ? { proxy: false } : {}),
  };
  const ask = async (send: Send, signal: AbortSignal | undefined): Promise<BinanceAnswer> => {
    // `baseOptions` (axios options) is the client's own, left out of its types; the signal differs by call.
    const configuration = { apiKey: '', basePath, retries: 0, compression: true, baseOptions: { ...shared, signal } };
    try {
      const answer = await send(new SpotRestAPI.RestAPI(configuration as Configuration));
      return { status: answer.status, retryAfter: answer.headers['retry-after'], body: await bodyOf(answer) };
    } catch (error) {
      throw error instanceof ProviderFailure ? error : networkFailure('binance', error);
    }
  };
  return {
    tickers: (symbols, signal) => {
      const asked = typeof symbols === 'string' ? { symbol: symbols } : { symbols: [...symbols] };
      return ask((api) => api.ticker24hr({ ...asked, type: SpotRestAPI.Ticker24hrTypeEnum.MINI }), signal);
    },
    klines: (symbol, interval, { first, last, limit }, signal) =>
      ask(
        (api) =>
          api.klines({
            symbol,
            interval: interval as SpotRestAPI.KlinesIntervalEnum,
            startTime: first,
            endTime: last,
            limit,
          }),
        signal,
      ),
  };
}

async function bodyOf(answer: { status: number; data: () => Promise<unknown> }): Promise<unknown> {
  try {
    return await answer.data();
  } catch (cause) {
    if (answer.status !== 200) return undefined;
    throw new ProviderFailure('binance', 'garbage', 'expected JSON', { status: 200, cause });
  }
}
