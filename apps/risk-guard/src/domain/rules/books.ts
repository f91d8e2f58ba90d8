import type { AccountState } from '../order-context.ts';
import type { OrderIntent } from '../order-request.ts';
import { finding, type Rule } from './rule.ts';

/** Denies what is no exit until the guard's books are known to be those of the API's ledger. */
export const reconciliation: Rule<OrderIntent, AccountState> = (_, { books }) =>
  finding('reconciliation', books.state !== 'agree', () => {
    const actual = books.state === 'agree' ? 'the same' : books.detail;
    const message = `books: expected the guard's to be those of the API's ledger, actual ${actual}`;
    return { limit: 'agree', observed: books.state, message };
  });
