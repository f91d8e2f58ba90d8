import { jsonAnswers, LoopbackServer } from '@qt/test-kit';

/** USDT for one of any symbol. */
export const PRICE = '50000';
export const CASH = '1000000000';

/** Whom a guard asks before it lets anything through: an exchange with one price for all, and an API whose ledger is empty. */
export function openNeighbours(symbols: readonly string[]): Promise<LoopbackServer> {
  const answers = jsonAnswers({
    '/health/live': () => ({ status: 'live' }),
    '/api/v3/time': () => ({ serverTime: Date.now() }),
    '/api/v3/ticker/24hr': () => symbols.map((symbol) => ({ symbol, lastPrice: PRICE, closeTime: Date.now() })),
    '/internal/books': () => ({
      opening_balance: CASH,
      exchange: { state: 'agree', detail: '' },
      fills: 0,
      cash_flow: '0',
      positions: [],
      unconfirmed: [],
      unsettled: [],
    }),
  });
  return new LoopbackServer(answers).listen();
}
