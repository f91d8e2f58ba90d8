import type { SpotRestAPI } from '@binance/spot';
import { type Amount, decimalText, type Instrument } from '@qt/domain';
import { z } from 'zod';
import { ProviderFailure } from '../failures.ts';
import { createBinance } from '../providers/binance.ts';
import {
  type BinanceAnswer,
  type BinanceCredentials,
  type BinanceRequest,
  binanceRequests,
} from '../providers/binance-requests.ts';
import {
  accountBody,
  type BinanceAccountState,
  type BinanceOrder,
  type BinanceTrade,
  orderBody,
  refusalBody,
  timeBody,
  tradeBody,
} from './binance-bodies.ts';
import { restamp } from './restamp.ts';

/** Binance answered, and refused: its own error code and words. */
export class BinanceRefusal extends Error {
  override readonly name = 'BinanceRefusal';

  constructor(
    readonly status: number,
    readonly code: number,
    msg: string,
  ) {
    super(`${code}: ${msg}`);
  }
}

interface NewOrder {
  readonly symbol: string;
  readonly side: 'buy' | 'sell';
  readonly quantity: Amount;
  /** Unset: at the market. */
  readonly limit?: { readonly price: Amount; readonly timeInForce: 'GTC' | 'IOC' | 'FOK' };
  readonly clientOrderId: string;
}

interface BinanceAccountOptions {
  readonly baseUrl: string;
  readonly credentials: BinanceCredentials;
  /** Our clock, Unix ms. */
  readonly now: () => number;
  readonly timeoutMs: number;
}

/** For how long after its time a request is good, ms: one that is on its way for longer is refused, and not executed late. */
const RECEIVE_WINDOW_MS = 5000;
const TRADES_PER_PAGE = 1000;

type Api = SpotRestAPI.RestAPI;

/**
 * An account at Binance Spot: one attempt a call, within a time limit, at the exchange's own time. Each call rejects with a
 * BinanceRefusal, or with a ProviderFailure if there is no answer, or none that makes sense.
 */
export class BinanceAccount {
  readonly #options: BinanceAccountOptions;
  readonly #request: BinanceRequest;
  readonly #market: ReturnType<typeof createBinance>;
  #offsetMs = 0;

  constructor(options: BinanceAccountOptions) {
    const { baseUrl, credentials, now } = options;
    this.#options = options;
    const rewrite = (path: string) => restamp(path, credentials.apiSecret, now() + this.#offsetMs);
    this.#request = binanceRequests({ baseUrl, credentials, rewrite });
    this.#market = createBinance({ baseUrl, now });
  }

  /** Takes the exchange's clock for the calls that follow; half of the way there and back is the way there. */
  async syncTime(): Promise<void> {
    const sentAt = this.#options.now();
    const { serverTime } = await this.#call(timeBody, (api) => api.time());
    this.#offsetMs = Math.round(serverTime - (sentAt + this.#options.now()) / 2);
  }

  newOrder({ symbol, side, quantity, limit, clientOrderId }: NewOrder): Promise<BinanceOrder> {
    const order = {
      symbol,
      side: side === 'buy' ? 'BUY' : 'SELL',
      type: limit === undefined ? 'MARKET' : 'LIMIT',
      // As text, which the client passes on: a number would lose digits.
      quantity: decimalText(quantity),
      ...(limit === undefined ? {} : { price: decimalText(limit.price), timeInForce: limit.timeInForce }),
      newClientOrderId: clientOrderId,
      newOrderRespType: 'RESULT',
      recvWindow: RECEIVE_WINDOW_MS,
    } as unknown as Parameters<Api['newOrder']>[0];
    return this.#call(orderBody, (api) => api.newOrder(order));
  }

  order(symbol: string, by: { readonly origClientOrderId: string } | { readonly orderId: number }) {
    return this.#call(orderBody, (api) => api.getOrder({ symbol, ...by, recvWindow: RECEIVE_WINDOW_MS }));
  }

  cancel(symbol: string, origClientOrderId: string): Promise<BinanceOrder> {
    const key = { symbol, origClientOrderId, recvWindow: RECEIVE_WINDOW_MS };
    return this.#call(orderBody, (api) => api.deleteOrder(key));
  }

  openOrders(): Promise<BinanceOrder[]> {
    return this.#call(z.array(orderBody), (api) => api.getOpenOrders({ recvWindow: RECEIVE_WINDOW_MS }));
  }

  /** Oldest first, each once; of one order, or from an instant on (Unix ms). */
  async trades(
    symbol: string,
    by: { readonly orderId: number } | { readonly startTime: number },
  ): Promise<BinanceTrade[]> {
    const all = new Map<number, BinanceTrade>();
    let page: BinanceTrade[];
    let more: object = by;
    do {
      const asked = { symbol, ...more, limit: TRADES_PER_PAGE, recvWindow: RECEIVE_WINDOW_MS };
      page = await this.#call(z.array(tradeBody), (api) => api.myTrades(asked));
      for (const trade of page) all.set(trade.id, trade);
      more = { fromId: Math.max(...page.map(({ id }) => id)) + 1 };
    } while (page.length >= TRADES_PER_PAGE && !('orderId' in by));
    return [...all.values()].sort((a, b) => a.id - b.id);
  }

  state(): Promise<BinanceAccountState> {
    const asked = { omitZeroBalances: true, recvWindow: RECEIVE_WINDOW_MS };
    return this.#call(accountBody, (api) => api.getAccount(asked));
  }

  instruments(symbols: readonly string[]): Promise<Instrument[]> {
    return this.#market.instruments(symbols, AbortSignal.timeout(this.#options.timeoutMs));
  }

  async #call<T>(schema: z.ZodType<T>, send: Parameters<BinanceRequest>[0]): Promise<T> {
    const answer = await this.#request(send, AbortSignal.timeout(this.#options.timeoutMs));
    if (answer.status !== 200) throw refusalOf(answer);
    const parsed = schema.safeParse(answer.body);
    if (parsed.success) return parsed.data;
    const issue = parsed.error.issues[0];
    throw new ProviderFailure('binance', 'garbage', `${issue?.path.join('.') || 'answer'}: ${issue?.message}`);
  }
}

function refusalOf({ status, body }: BinanceAnswer): Error {
  const refusal = refusalBody.safeParse(body).data;
  if (refusal !== undefined) return new BinanceRefusal(status, refusal.code, refusal.msg);
  return new ProviderFailure('binance', 'http', `${status}`, { status });
}
