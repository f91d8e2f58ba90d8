import { jsonAnswers, LoopbackServer } from '@qt/test-kit';

/** Whom a guard asks before it lets anything through: an exchange with one price, and an API whose ledger is empty. */
export function openNeighbours(): Promise<LoopbackServer> {
  const answers = jsonAnswers({
    '/health/live': () => ({ status: 'live' }),
    '/api/v3/time': () => ({ serverTime: Date.now() }),
    '/api/v3/ticker/24hr': () => [{ symbol: 'BTCUSDT', lastPrice: '50000', closeTime: Date.now() }],
    '/internal/books': () => ({ fills: 0, cash_flow: '0', positions: [], unconfirmed: [], unsettled: [] }),
  });
  return new LoopbackServer(answers).listen();
}
