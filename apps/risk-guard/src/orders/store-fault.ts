import { StoreUnavailable } from '@qt/sqlite';
import { type Denial, denied } from '../domain/decision.ts';

/** The denial of an order that cannot be checked against, or written into, the store. The traders' API hands it on, so it names no path. */
export function storeUnavailable(error: unknown): Denial {
  const actual = error instanceof StoreUnavailable ? error.fault : 'failing';
  return denied('store_unavailable', { observed: actual, message: `store: expected to take writes, actual ${actual}` });
}
