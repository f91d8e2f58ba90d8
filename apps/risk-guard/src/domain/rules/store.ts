import type { AccountState } from '../order-context.ts';
import type { OrderIntent } from '../order-request.ts';
import { finding, type Rule } from './rule.ts';

/** Denies every order while the store accepts no writes: what cannot be recorded is not allowed. */
export const storeUnavailable: Rule<OrderIntent, AccountState> = (_, { storeFault }) =>
  finding('store_unavailable', storeFault !== null, () => {
    const message = `store: expected to accept writes, actual ${storeFault}`;
    return { limit: 'writable', observed: 'unavailable', message };
  });
