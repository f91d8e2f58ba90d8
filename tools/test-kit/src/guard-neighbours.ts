import { jsonAnswers, LoopbackServer } from './loopback-server.ts';

export interface GuardNeighbours {
  readonly symbols: readonly string[];
  /** Of each symbol, USDT. */
  readonly price: string;
  /** What the account was opened with, USDT. */
  readonly cash: string;
}

/** Whom a guard asks before it lets anything through: an exchange with one price for all, and an API whose ledger is empty. */
export function openGuardNeighbours({ symbols, price, cash }: GuardNeighbours): Promise<LoopbackServer> {
  const answers = jsonAnswers({
    '/health/live': () => ({ status: 'live' }),
    '/api/v3/time': () => ({ serverTime: Date.now() }),
    '/api/v3/ticker/24hr': () => symbols.map((symbol) => ({ symbol, lastPrice: price, closeTime: Date.now() })),
    '/internal/books': () => ({
      opening_balance: cash,
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
