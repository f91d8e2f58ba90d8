import { z } from 'zod';
import type { Routes } from './route.ts';
import { instant } from './values.ts';

export const EXCHANGE_STATES = ['unknown', 'agree', 'differ'] as const;

/** Whether ledger and exchange have the same orders, fills and balances; paper has no books of its own and agrees. */
const reconciliation = z
  .object({
    state: z.enum(EXCHANGE_STATES),
    /** Why it is not known; null otherwise. */
    detail: z.string().nullable(),
    /** When both were last found to agree, or since when they differ. */
    at: instant.nullable(),
    differences: z.array(
      z.object({ id: z.string(), kind: z.enum(['fill', 'history', 'order', 'balance']), detail: z.string() }),
    ),
  })
  .meta({ id: 'Reconciliation' });
export type Reconciliation = z.infer<typeof reconciliation>;

export const reconciliationRoutes = {
  reconciliation: {
    method: 'GET',
    path: '/api/reconciliation',
    tag: 'Trading',
    summary: 'Whether ledger and exchange agree; until they do, no new risk goes out',
    access: 'reader',
    responses: { 200: reconciliation },
  },
  settleReconciliation: {
    method: 'POST',
    path: '/api/reconciliation/settle',
    tag: 'Trading',
    summary:
      'Takes differences over by their ids: a fill is booked by hand, a balance becomes what is expected, an order or a history stays as it is',
    access: 'admin',
    body: z.strictObject({
      differences: z.array(z.string().min(1).max(200)).min(1).max(1000),
      reason: z.string().trim().min(1).max(500),
    }),
    responses: { 200: reconciliation },
    errors: [404, 409, 503],
  },
} as const satisfies Routes;
