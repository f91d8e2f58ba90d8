import { z } from 'zod';
import { denialReason, profile } from './choices.ts';
import { decimal, instant, positiveDecimal, symbol } from './values.ts';

const SIDES = ['buy', 'sell'] as const;
export type Side = (typeof SIDES)[number];
const side = z.enum(SIDES).meta({ id: 'Side' });

export const clientOrderId = z
  .string()
  .regex(/^[A-Za-z0-9._:-]{1,64}$/, 'expected 1 to 64 of A-Z a-z 0-9 . _ : -')
  .meta({ id: 'ClientOrderId', description: "The caller's own id of an order", examples: ['manual-1'] });

/** `GTC`: open until it fills or is cancelled; `IOC`: what does not fill at once expires; `FOK`: whole at once, or not at all. */
const TIMES_IN_FORCE = ['GTC', 'IOC', 'FOK'] as const;
export type TimeInForce = (typeof TIMES_IN_FORCE)[number];
const timeInForce = z.enum(TIMES_IN_FORCE).meta({ id: 'TimeInForce' });

export const tradeRequest = z
  .strictObject({
    client_order_id: clientOrderId,
    symbol,
    side,
    quantity: positiveDecimal,
    reduce_only: z.boolean().default(false),
    type: z.enum(['market', 'limit']).default('market'),
    /** Of a limit order, and of no other: the worst price that it fills at. */
    limit_price: positiveDecimal.optional(),
    /** Of a limit order; by default GTC. */
    time_in_force: timeInForce.optional(),
  })
  .refine(({ type, limit_price }) => (type === 'limit') === (limit_price !== undefined), {
    path: ['limit_price'],
    message: 'expected a price for a limit order, and none for a market order',
  })
  .refine(({ type, time_in_force }) => type === 'limit' || time_in_force === undefined, {
    path: ['time_in_force'],
    message: 'expected none for a market order',
  })
  .meta({
    id: 'TradeRequest',
    examples: [
      { client_order_id: 'manual-1', symbol: 'BTCUSDT', side: 'buy', quantity: '0.01' },
      {
        client_order_id: 'limit-1',
        symbol: 'BTCUSDT',
        side: 'buy',
        quantity: '0.01',
        type: 'limit',
        limit_price: '60000',
        time_in_force: 'GTC',
      },
    ],
  });
export type TradeRequest = z.infer<typeof tradeRequest>;

/** The origin of an order: a caller of the API, a signal, or the close of a position by stop, time or an operator. */
const ORDER_ORIGINS = ['manual', 'signal', 'stop', 'expiry', 'close'] as const;
export type OrderOrigin = (typeof ORDER_ORIGINS)[number];
const orderOrigin = z.enum(ORDER_ORIGINS).meta({ id: 'OrderOrigin' });

/** The terms of an order, in each body that has them. */
export const orderTerms = {
  client_order_id: clientOrderId,
  symbol,
  side,
  quantity: positiveDecimal,
  reduce_only: z.boolean(),
  origin: orderOrigin,
  profile: profile.nullable(),
};

/** A fill as API and risk guard tell it each other. */
/** All that has executed of an order so far: its quantity, average price, fee and result. */
export const reportedFill = {
  client_order_id: clientOrderId,
  /** Null where the reservation is not known any more: a fill is never refused. */
  reservation_id: z.string().nullable(),
  symbol,
  side,
  quantity: positiveDecimal,
  price: positiveDecimal,
  fee: decimal,
  realised_pnl: decimal,
  filled_at: instant,
  /** The order may fill further. */
  open: z.boolean().default(false),
};

/** An order that executed. `quantity`: what the account got or gave, a commission in the coin taken off. Money in USDT; `fee` and `slippage` are already inside `realised_pnl`. */
export const filledOrder = z
  .object({
    ...orderTerms,
    /** `partially_filled`: the rest of the order is open, or was cancelled. */
    status: z.enum(['partially_filled', 'filled']),
    price: positiveDecimal,
    notional: decimal,
    fee: decimal,
    slippage: decimal,
    realised_pnl: decimal,
    filled_at: instant,
    request_id: z.string(),
  })
  .meta({
    id: 'FilledOrder',
    examples: [
      {
        client_order_id: 'manual-1',
        symbol: 'BTCUSDT',
        side: 'sell',
        quantity: '0.01',
        reduce_only: true,
        status: 'filled',
        origin: 'manual',
        profile: null,
        price: '64000',
        notional: '640',
        fee: '0.64',
        slippage: '0.32',
        realised_pnl: '4.04',
        filled_at: '2026-01-01T00:00:00.000Z',
        request_id: '5f0c8a52-9d5c-4f0e-8b8e-3f6f1f2b7c11',
      },
    ],
  });
export type FilledOrder = z.infer<typeof filledOrder>;

const ORDER_STATES = [
  'new',
  'reserved',
  'sent',
  'accepted',
  'partially_filled',
  'filled',
  'cancelled',
  'rejected',
  'expired',
  'unknown',
] as const;
const orderState = z
  .enum(ORDER_STATES)
  .meta({ id: 'OrderState', description: 'Where an order is in its life; `unknown`: the venue does not say' });

/** An order with its life so far. */
export const order = z
  .object({
    ...orderTerms,
    /** Null: a market order. */
    limit_price: positiveDecimal.nullable(),
    time_in_force: timeInForce.nullable(),
    state: orderState,
    /** What has executed of it; null: nothing. */
    executed: filledOrder.nullable(),
    /** Its changes of state, oldest first. */
    events: z.array(z.object({ at: instant, state: orderState, cause: z.string() })),
  })
  .meta({ id: 'Order' });
export type Order = z.infer<typeof order>;

export const position = z
  .object({
    symbol,
    /** The profile that opened it; null: by hand. */
    profile: profile.nullable(),
    quantity: positiveDecimal,
    average_price: positiveDecimal,
    opened_at: instant,
    stop_price: positiveDecimal.nullable(),
    expires_at: instant.nullable(),
    /** `instrument_unavailable`: the exchange does not trade the symbol now, so the position can only be held. */
    flags: z.array(z.enum(['instrument_unavailable'])),
  })
  .meta({ id: 'Position' });
export type Position = z.infer<typeof position>;

const closing = { symbol, profile: profile.nullable(), quantity: positiveDecimal, client_order_id: clientOrderId };

/** What became of each position that was to be closed, and how many orders that were under way were cancelled. */
export const closeReport = z
  .object({
    cancelled_orders: z.number().int(),
    positions: z.array(
      z.discriminatedUnion('outcome', [
        z.object({ outcome: z.literal('closed'), ...closing, price: positiveDecimal, realised_pnl: decimal }),
        z.object({ outcome: z.literal('denied'), ...closing, reason: denialReason, detail: z.string() }),
        z.object({ outcome: z.literal('failed'), ...closing, detail: z.string() }),
      ]),
    ),
  })
  .meta({ id: 'CloseReport' });
export type CloseReport = z.infer<typeof closeReport>;
