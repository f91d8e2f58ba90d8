import { type Denial, denied } from '../domain/decision.ts';
import { cause } from '../store/cause.ts';

/** The denial of an order that cannot be checked against, or written into, the store. */
export function storeUnavailable(error: unknown): Denial {
  return denied('store_unavailable', {
    message: `store: expected to be readable and writable, actual ${cause(error)}`,
  });
}
