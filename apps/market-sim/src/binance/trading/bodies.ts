import { type Amount, decimalText, total, ZERO } from '@qt/domain';
import type { Balance } from './balance.ts';
import { executedOf, type SpotOrder, type Trade } from './spot-order.ts';

/** Eight decimals, as Binance writes amounts. */
const text = (value: Amount) => value.toFixed(8);

function common(order: SpotOrder) {
  const executed = executedOf(order);
  const quote = total(order.trades.map(({ price, quantity }) => price.times(quantity)));
  return {
    symbol: order.symbol,
    orderId: order.orderId,
    orderListId: -1,
    clientOrderId: order.clientOrderId,
    price: text(order.price ?? ZERO),
    origQty: text(order.quantity),
    executedQty: text(executed),
    cummulativeQuoteQty: text(quote),
    status: order.status,
    timeInForce: order.timeInForce,
    type: order.type,
    side: order.side,
    selfTradePreventionMode: 'EXPIRE_MAKER',
  };
}

/** The answer to a new order, with its fills. */
export function newOrderBody(order: SpotOrder) {
  return {
    ...common(order),
    transactTime: order.updatedAt,
    workingTime: order.at,
    fills: order.trades.map((trade) => ({
      price: text(trade.price),
      qty: text(trade.quantity),
      commission: text(trade.commission),
      commissionAsset: trade.commissionAsset,
      tradeId: trade.id,
    })),
  };
}

/** An order as Binance answers `GET /api/v3/order` and lists it. */
export function orderBody(order: SpotOrder) {
  return {
    ...common(order),
    stopPrice: text(ZERO),
    icebergQty: text(ZERO),
    time: order.at,
    updateTime: order.updatedAt,
    isWorking: true,
    workingTime: order.at,
    origQuoteOrderQty: text(ZERO),
  };
}

/** The answer to a cancellation; `at` is the exchange's time, Unix ms. */
export function cancelBody(order: SpotOrder, at: number) {
  return { ...common(order), origClientOrderId: order.clientOrderId, transactTime: at };
}

/** A trade as `GET /api/v3/myTrades` lists it. */
export function tradeBody(trade: Trade) {
  return {
    symbol: trade.symbol,
    id: trade.id,
    orderId: trade.orderId,
    orderListId: -1,
    price: text(trade.price),
    qty: text(trade.quantity),
    quoteQty: text(trade.price.times(trade.quantity)),
    commission: text(trade.commission),
    commissionAsset: trade.commissionAsset,
    time: trade.at,
    isBuyer: trade.isBuyer,
    isMaker: false,
    isBestMatch: true,
  };
}

/** The answer of `GET /api/v3/account`; `omitZero` leaves out assets without a balance. */
export function accountBody(
  balances: ReadonlyMap<string, Balance>,
  { omitZero, canTrade, at }: { readonly omitZero: boolean; readonly canTrade: boolean; readonly at: number },
) {
  return {
    makerCommission: 10,
    takerCommission: 10,
    buyerCommission: 0,
    sellerCommission: 0,
    canTrade,
    canWithdraw: false,
    canDeposit: false,
    brokered: false,
    requireSelfTradePrevention: false,
    preventSor: false,
    updateTime: at,
    accountType: 'SPOT',
    balances: [...balances]
      .filter(([, { free, locked }]) => !omitZero || !free.plus(locked).isZero())
      .map(([asset, { free, locked }]) => ({ asset, free: decimalText(free), locked: decimalText(locked) })),
    permissions: ['SPOT'],
    uid: 1,
  };
}
