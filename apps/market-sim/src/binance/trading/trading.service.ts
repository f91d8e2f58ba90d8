import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { TradingFault } from '@qt/contracts';
import { amount, type FilterViolation, filterViolation, type Instrument } from '@qt/domain';
import { NOW } from '@qt/nest-service';
import { BarSeries } from '../../exchange/bar-series.ts';
import { ExchangeError, type Query } from '../../exchange/exchange-response.ts';
import { Listing } from '../../exchange/listing.ts';
import { API_KEY, SPOT_STORE } from '../../exchange/tokens.ts';
import { errors } from '../errors.ts';
import { symbolOf, textOf, wholeOf } from '../parameters.ts';
import { accountBody, cancelBody, newOrderBody, orderBody, tradeBody } from './bodies.ts';
import { instrumentOf } from './instrument.ts';
import type { ApiKey } from './signed-request.ts';
import { type Offer, type OrderFate, SpotAccount } from './spot-account.ts';
import { isOpen, type OrderRequest, type SpotOrder } from './spot-order.ts';
import type { SpotStore } from './spot-store.ts';

const CLIENT_ORDER_ID = /^[A-Za-z0-9._:/-]{1,36}$/;
const MOST_TRADES = 1000;

/** The signed endpoints of the simulated Binance, on one account. */
@Injectable()
export class TradingService implements OnApplicationShutdown {
  readonly #account: SpotAccount;

  constructor(
    private readonly listing: Listing,
    private readonly series: BarSeries,
    @Inject(API_KEY) private readonly apiKey: ApiKey,
    @Inject(SPOT_STORE) private readonly store: SpotStore,
    @Inject(NOW) private readonly now: () => number,
  ) {
    this.#account = new SpotAccount({ USDT: amount(100_000), BNB: amount(10) }, store);
  }

  onApplicationShutdown(): void {
    this.store.close();
  }

  /** @throws ExchangeError, also after the order was taken, where the fault says so */
  order(query: Query, fault: TradingFault | null): object {
    const request = this.#request(query);
    // As Binance answers a key without the right to trade.
    if (!this.apiKey.canTrade) throw errors.keyRejected();
    const offer = this.#offer(request.symbol);
    this.#account.match(request.symbol, offer);
    this.#check(request, offer);
    if (fault?.kind === 'timeout_before_acceptance') throw errors.timeout();
    const order = this.#account.place(request, offer, fateOf(fault));
    if (fault?.kind === 'timeout_after_acceptance' || fault?.kind === 'late_visibility') throw errors.timeout();
    return newOrderBody(order);
  }

  query(query: Query): object {
    return orderBody(this.#find(query, errors.noSuchOrder));
  }

  cancel(query: Query): object {
    const order = this.#find(query, errors.unknownOrder);
    if (!isOpen(order)) throw errors.unknownOrder();
    this.#account.cancel(order, this.now());
    return cancelBody(order, this.now());
  }

  openOrders(query: Query): object[] {
    const symbol = textOf(query, 'symbol') === undefined ? undefined : symbolOf(query, this.listing);
    for (const one of symbol === undefined ? this.listing.symbols : [symbol])
      this.#account.match(one, this.#offer(one));
    return this.#account.open(symbol).map(orderBody);
  }

  account(query: Query): object {
    for (const symbol of this.listing.symbols) this.#account.match(symbol, this.#offer(symbol));
    const omitZero = textOf(query, 'omitZeroBalances') === 'true';
    return accountBody(this.#account.balances(), { omitZero, canTrade: this.apiKey.canTrade, at: this.now() });
  }

  /** `duplicate`: each trade is listed twice. */
  myTrades(query: Query, fault: TradingFault | null): object[] {
    const symbol = symbolOf(query, this.listing);
    const [orderId, startTime, fromId] = ['orderId', 'startTime', 'fromId'].map((name) => wholeOf(query, name));
    this.#account.match(symbol, this.#offer(symbol));
    const limit = Math.min(wholeOf(query, 'limit') ?? 500, MOST_TRADES);
    const trades = this.#account
      .trades(symbol)
      .filter((trade) => orderId === undefined || trade.orderId === orderId)
      .filter((trade) => startTime === undefined || trade.at >= startTime)
      .filter((trade) => fromId === undefined || trade.id >= fromId);
    const page = (fromId === undefined && startTime === undefined ? trades.slice(-limit) : trades.slice(0, limit)).map(
      tradeBody,
    );
    return fault?.kind === 'duplicate' ? page.flatMap((trade) => [trade, trade]) : page;
  }

  #find(query: Query, missing: () => ExchangeError): SpotOrder {
    const symbol = symbolOf(query, this.listing);
    const [orderId, clientOrderId] = [wholeOf(query, 'orderId'), textOf(query, 'origClientOrderId')];
    if (orderId === undefined && clientOrderId === undefined) throw errors.missing('orderId');
    this.#account.match(symbol, this.#offer(symbol));
    const by = orderId === undefined ? { clientOrderId: clientOrderId ?? '' } : { orderId };
    const order = this.#account.find(symbol, by, this.now());
    if (order === undefined) throw missing();
    return order;
  }

  #request(query: Query): OrderRequest {
    const symbol = symbolOf(query, this.listing);
    const side = oneOf(query, 'side', ['BUY', 'SELL']);
    const type = oneOf(query, 'type', ['MARKET', 'LIMIT']);
    const timeInForce = type === 'MARKET' ? 'GTC' : oneOf(query, 'timeInForce', ['GTC', 'IOC', 'FOK']);
    const clientOrderId = textOf(query, 'newClientOrderId') ?? `sim-${this.now()}-${Math.floor(Math.random() * 1e9)}`;
    if (!CLIENT_ORDER_ID.test(clientOrderId)) throw errors.illegal('newClientOrderId', CLIENT_ORDER_ID.source);
    const price = type === 'LIMIT' ? decimalOf(query, 'price') : null;
    return { symbol, side, type, timeInForce, quantity: decimalOf(query, 'quantity'), price, clientOrderId };
  }

  #check(request: OrderRequest, { instrument, price }: Offer): void {
    if (instrument.status !== 'TRADING') throw errors.marketClosed();
    const side = request.side === 'BUY' ? 'buy' : 'sell';
    const terms = { quantity: request.quantity, price, side } as const;
    const violation: FilterViolation | null = filterViolation(
      instrument,
      request.price === null ? terms : { ...terms, limitPrice: request.price },
    );
    if (violation !== null) throw errors.filter(violation.filter);
    if (this.#account.open(request.symbol).some((order) => order.clientOrderId === request.clientOrderId)) {
      throw errors.duplicateOrder();
    }
    if (!this.#account.covers(request, price)) throw errors.insufficientBalance();
  }

  #offer(symbol: string): Offer {
    const [at, decimals] = [this.now(), this.series.decimals(symbol)];
    const instrument: Instrument = instrumentOf(symbol, decimals, this.listing.statusOf(symbol));
    return { instrument, price: amount(this.series.price(symbol, at)), at };
  }
}

function fateOf(fault: TradingFault | null): OrderFate {
  if (fault?.kind === 'partial_then_cancel') return { fillShare: amount('0.4'), expires: true };
  if (fault?.kind === 'partial') return { fillShare: amount('0.4'), restsMs: fault.latency_ms };
  return fault?.kind === 'late_visibility' ? { hiddenMs: fault.latency_ms } : {};
}

function oneOf<const V extends string>(query: Query, name: string, values: readonly V[]): V {
  const text = textOf(query, name);
  if (text === undefined || text === '') throw errors.missing(name);
  const value = values.find((one) => one === text);
  if (value === undefined) throw errors.notValid(name);
  return value;
}

function decimalOf(query: Query, name: string) {
  const text = textOf(query, name);
  if (text === undefined || text === '') throw errors.missing(name);
  if (!/^\d{1,20}(\.\d{1,20})?$/.test(text)) throw errors.illegal(name, '^([0-9]{1,20})(\\.[0-9]{1,20})?$');
  return amount(text);
}
