import http from 'node:http';
import https from 'node:https';
import { SpotRestAPI } from '@binance/spot';
import { reportStatus } from '../calls/answer-status.ts';
import { ProviderFailure } from '../failures.ts';
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

export interface BinanceCredentials {
  readonly apiKey: string;
  readonly apiSecret: string;
}

type Configuration = ConstructorParameters<typeof SpotRestAPI.RestAPI>[0];
type Answered = { readonly status: number; readonly headers: Readonly<Record<string, string>> };
type Send = (api: SpotRestAPI.RestAPI) => Promise<Answered>;

export interface BinanceConnection {
  readonly baseUrl: string;
  /** Of signed requests. */
  readonly credentials?: BinanceCredentials;
  /** What becomes of path and query before they are sent. */
  readonly rewrite?: (path: string) => string;
}

/** Sends one request. Rejects with a ProviderFailure if no answer, or no JSON, arrives. */
export type BinanceRequest = (send: Send, signal?: AbortSignal) => Promise<BinanceAnswer>;

/**
 * The official client, set up to return every answer. By default it turns failures into errors without Retry-After, hides
 * the cause of a network error, and parses JSON thirty times slower, for the sake of integers beyond 2^53.
 */
export function binanceRequests({ baseUrl, credentials, rewrite }: BinanceConnection): BinanceRequest {
  const url = new URL(baseUrl);
  const basePath = url.href.replace(/\/+$/, '');
  const shared = {
    httpAgent: new http.Agent({ keepAlive: true }),
    httpsAgent: new https.Agent({ keepAlive: true }),
    maxContentLength: MAX_ANSWER_BYTES,
    validateStatus: () => true,
    headers: { Accept: 'application/json', ...(credentials === undefined ? {} : signedHeaders(credentials)) },
    ...(LOOPBACK.test(url.hostname) ? { proxy: false } : {}),
  };
  return async (send, signal) => {
    let text = '';
    let networkError: unknown;
    const transformResponse = (body: string) => {
      text = body;
      return body;
    };
    const onError = (error: Error) => {
      networkError = error;
    };
    const transport = reportingTransport(onError, rewrite);
    // `baseOptions` (for axios) is missing in the client's types.
    const baseOptions = { ...shared, signal, transport, transformResponse };
    const configuration = { apiKey: '', ...credentials, basePath, retries: 0, compression: true, baseOptions };
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
}

function signedHeaders({ apiKey }: BinanceCredentials) {
  return { 'Content-Type': 'application/json', 'X-MBX-APIKEY': apiKey };
}

/** A transport for axios on Node's own requests, which follows no redirects and reports network errors. */
function reportingTransport(onError: (error: Error) => void, rewrite: (path: string) => string = (path) => path) {
  return {
    request: (options: https.RequestOptions, onResponse: (response: http.IncomingMessage) => void) => {
      const { request } = options.protocol === 'https:' ? https : http;
      return request({ ...options, path: rewrite(options.path ?? '/') }, onResponse).on('error', onError);
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
