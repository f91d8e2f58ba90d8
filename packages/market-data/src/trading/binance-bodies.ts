import { decimal } from '@qt/contracts';
import { amount } from '@qt/domain';
import { z } from 'zod';

const number = decimal.transform((text) => amount(text));

/** An order as Binance describes it, in each of its answers. */
export const orderBody = z.object({
  symbol: z.string(),
  orderId: z.number().int(),
  clientOrderId: z.string(),
  origClientOrderId: z.string().optional(),
  executedQty: number,
  status: z.string(),
});
export type BinanceOrder = z.output<typeof orderBody>;

export const tradeBody = z.object({
  id: z.number().int(),
  orderId: z.number().int(),
  symbol: z.string(),
  price: number,
  qty: number,
  commission: number,
  commissionAsset: z.string(),
  time: z.number().int(),
  isBuyer: z.boolean(),
});
export type BinanceTrade = z.output<typeof tradeBody>;

export const accountBody = z.object({
  canTrade: z.boolean(),
  balances: z.array(z.object({ asset: z.string(), free: number, locked: number })),
});
export type BinanceAccountState = z.output<typeof accountBody>;

export const timeBody = z.object({ serverTime: z.number().int().positive() });
export const refusalBody = z.object({ code: z.number().int(), msg: z.string() });
