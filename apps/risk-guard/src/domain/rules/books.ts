import { denialOf } from '../decision.ts';
import type { AccountState } from '../order-context.ts';
import type { OrderIntent } from '../order-request.ts';
import type { Rule } from './rule.ts';

/** Denies what is no exit until the guard's books are known to be those of the API's ledger. */
export const reconciliation: Rule<OrderIntent, AccountState> = (_, { books }) => {
  if (books.state === 'agree') return null;
  const message = `books: expected the guard's to be those of the API's ledger, actual ${books.detail}`;
  return denialOf('reconciliation', { limit: 'agree', observed: books.state, message });
};
