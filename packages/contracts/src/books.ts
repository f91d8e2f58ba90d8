import { z } from 'zod';
import { clientOrderId, orderTerms, reportedFill } from './orders.ts';
import { EXCHANGE_STATES } from './reconciliation.ts';
import type { Routes } from './route.ts';
import { decimal, positiveDecimal, symbol } from './values.ts';

/** A fill with the terms of its order, as the API's ledger and the risk guard's books both have it. */
export const bookedFill = z.strictObject({ ...orderTerms, ...reportedFill }).meta({ id: 'BookedFill' });
export type BookedFill = z.infer<typeof bookedFill>;

/** An order that the risk guard allowed and that may still fill. */
export const openOrder = z
  .strictObject({
    ...orderTerms,
    reservation_id: z.string().min(1),
    /** What it may fill near: its limit, or the market's as it was sent, USDT; null: it was not sent yet. */
    price: positiveDecimal.nullable(),
  })
  .meta({ id: 'OpenOrder' });
export type OpenOrder = z.infer<typeof openOrder>;

/** What the API's ledger comes to. */
const books = z
  .object({
    /** What the account was opened with, and what was paid in since, USDT. */
    opening_balance: decimal,
    /** Whether the ledger and the exchange agree. */
    exchange: z.object({ state: z.enum(EXCHANGE_STATES), detail: z.string() }),
    /** How many fills are booked. */
    fills: z.int(),
    /** What all fills have added to the opening balance, USDT. */
    cash_flow: decimal,
    positions: z.array(z.object({ symbol, quantity: positiveDecimal })),
    /** The fills among them that the risk guard has not acknowledged yet. */
    unconfirmed: z.array(bookedFill),
    /** Orders that may still fill, or whose end the risk guard has not acknowledged: their reservations count for as long. */
    unsettled: z.array(clientOrderId),
    /** Those of them that may still fill. An API that is older than its guard names none. */
    open: z.array(openOrder).default([]),
  })
  .meta({ id: 'Books' });
export type Books = z.infer<typeof books>;

/** The most fills in one message. */
export const BOOKED_FILLS_PER_PAGE = 200;

/** How the API's ledger and the risk guard's books are compared, and learn from each other. */
export const bookRoutes = {
  books: {
    method: 'GET',
    path: '/internal/books',
    tag: 'Order checks',
    summary: 'What the ledger comes to, for the risk guard to compare with its own books',
    access: 'service',
    responses: { 200: books },
  },
  bookedFills: {
    method: 'GET',
    path: '/internal/books/fills',
    tag: 'Order checks',
    summary: 'Fills, oldest first; `after` = `next` is the next page',
    access: 'service',
    query: z.strictObject({ after: z.coerce.number().int().min(0).default(0) }),
    responses: { 200: z.object({ items: z.array(bookedFill), next: z.int().nullable() }) },
  },
  adoptFills: {
    method: 'POST',
    path: '/internal/books/fills',
    tag: 'Order checks',
    summary: 'Books fills that the ledger has lost, oldest first; those that it has change nothing',
    access: 'service',
    body: z.strictObject({ items: z.array(bookedFill).min(1).max(BOOKED_FILLS_PER_PAGE) }),
    responses: { 200: z.object({ adopted: z.int() }) },
    errors: [409],
  },
} as const satisfies Routes;
