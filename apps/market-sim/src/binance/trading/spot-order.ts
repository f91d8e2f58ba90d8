import { type Amount, total } from '@qt/domain';

export type OrderStatus = 'NEW' | 'PARTIALLY_FILLED' | 'FILLED' | 'CANCELED' | 'EXPIRED';

/** An order as it is sent. Quantities in the base asset, prices in the quote asset. */
export interface OrderRequest {
  readonly symbol: string;
  readonly side: 'BUY' | 'SELL';
  readonly type: 'MARKET' | 'LIMIT';
  readonly timeInForce: 'GTC' | 'IOC' | 'FOK';
  readonly quantity: Amount;
  /** Of a limit order. */
  readonly price: Amount | null;
  readonly clientOrderId: string;
}

export interface Trade {
  readonly id: number;
  readonly orderId: number;
  readonly symbol: string;
  readonly price: Amount;
  readonly quantity: Amount;
  readonly commission: Amount;
  readonly commissionAsset: string;
  readonly isBuyer: boolean;
  readonly at: number;
}

export interface SpotOrder extends OrderRequest {
  readonly orderId: number;
  readonly at: number;
  status: OrderStatus;
  updatedAt: number;
  readonly trades: Trade[];
  /** No query shows it before, Unix ms. */
  readonly visibleAt: number;
  /** What rests of it does not fill before, Unix ms. */
  readonly fillsFrom: number;
}

/** What its trades add up to, in the base asset. */
export function executedOf({ trades }: SpotOrder): Amount {
  return total(trades.map(({ quantity }) => quantity));
}

/** Whether it may still fill. */
export function isOpen({ status }: SpotOrder): boolean {
  return status === 'NEW' || status === 'PARTIALLY_FILLED';
}
