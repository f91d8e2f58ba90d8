import http from 'node:http';
import https from 'node:https';
import { SpotRestAPI } from '@binance/spot';
import type { CandleInterval } from '@qt/contracts';
import { reportStatus } from '../calls/answer-status.ts';
import { ProviderFailure } from '../failures.ts';
import type { CandleRange } from './candle-range.ts';
import { networkFailure } from './http-failure.ts';

const MAX_ANSWER_BYTES = 8_000_000;
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** `body` is undefined if the answer to a failed request is not JSON. */
export interface BinanceAnswer {
  readonly status: number;
  readonly retryAfter: string | undefined;
  /** The Date header: when the answer was made. */
  readonly date: string | undefined;
  /** Request weight that our address has used in this minute, by the exchange's count. */
  readonly usedWeight: string | undefined;
  readonly body: unknown;
}

/** The endpoints that are used. Each rejects with a ProviderFailure if no answer, or no JSON, arrives. */
export interface BinanceMarket {
  tickers(symbols: readonly string[], signal?: AbortSignal): Promise<BinanceAnswer>;
  klines(symbol: string, interval: CandleInterval, range: CandleRange, signal?: AbortSignal): Promise<BinanceAnswer>;
  time(signal?: AbortSignal): Promise<BinanceAnswer>;
  exchangeInfo(symbols: readonly string[], signal?: AbortSignal): Promise<BinanceAnswer>;
}

type Configuration = ConstructorParameters<typeof SpotRestAPI.RestAPI>[0];
type Answered = { readonly status: number; readonly headers: Readonly<Record<string, string>> };
type Send = (api: SpotRestAPI.RestAPI) => Promise<Answered>;

/**
 * The official client, set up to return every answer. By default it turns failures into errors without Retry-After, hides
 * the cause of a network error, and parses JSON thirty times slower, for the sake of integers beyond 2^53.
 */
export function binanceMarket(baseUrl: string): BinanceMarket {
  const url = new URL(baseUrl);
  const basePath = url.href.replace(/\/+$/, '');
  const shared = {
    httpAgent: new http.Agent({ keepAlive: true }),
    httpsAgent: new https.Agent({ keepAlive: true }),
    maxContentLength: MAX_ANSWER_BYTES,
    validateStatus: () => true,
    headers: { Accept: 'application/json' },
    ...(LOOPBACK.test(url.hostname) ? { proxy: false } : {}),
  };
  const request = async (send: Send, signal: AbortSignal | undefined): Promise<BinanceAnswer> => {
    let text = '';
    let networkError: unknown;
    const transformResponse = (body: string) => {
      text = body;
      return body;
    };
    const transport = reportingTransport((error) => {
      networkError = error;
    });
    // `baseOptions` (for axios) is missing in the client's types.
    const baseOptions = { ...shared, signal, transport, transformResponse };
    const configuration = { apiKey: '', basePath, retries: 0, compression: true, baseOptions };
    let answer: Answered;
    try {
      answer = await send(new SpotRestAPI.RestAPI(configuration as Configuration));
    } catch (error) {
      throw networkFailure('binance', networkError ?? error);
    }
    reportStatus(answer.status);
    const { 'retry-after': retryAfter, date, 'x-mbx-used-weight-1m': usedWeight } = answer.headers;
    return { status: answer.status, retryAfter, date, usedWeight, body: bodyOf(answer.status, text) };
  };
  return {
    tickers: (symbols, signal) =>
      request((api) => api.ticker24hr({ symbols: [...symbols], type: SpotRestAPI.Ticker24hrTypeEnum.MINI }), signal),
    klines: (symbol, interval, { first, last, limit }, signal) => {
      const window = {
        symbol,
        interval: interval as SpotRestAPI.KlinesIntervalEnum,
        startTime: first,
        endTime: last,
        limit,
      };
      return request((api) => api.klines(window), signal);
    },
    time: (signal) => request((api) => api.time(), signal),
    exchangeInfo: (symbols, signal) =>
      request((api) => api.exchangeInfo({ symbols: [...symbols], showPermissionSets: false }), signal),
  };
}

/** A transport for axios on Node's own requests, which follows no redirects and reports network errors. */
function reportingTransport(onError: (error: Error) => void) {
  return {
    request: (options: https.RequestOptions, onResponse: (response: http.IncomingMessage) => void) => {
      const { request } = options.protocol === 'https:' ? https : http;
      return request(options, onResponse).on('error', onError);
    },
  };
}

function bodyOf(status: number, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    if (status !== 200) return undefined;
    throw new ProviderFailure('binance', 'garbage', 'expected JSON', { status, cause });
  }
}
