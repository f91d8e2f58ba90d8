import type { Order } from '@qt/contracts';
import { expect, test } from 'vitest';
import type { RecordedDecision } from '../../decisions/decision.ts';
import { fake } from '../../fake.fixture.ts';
import { answerOf, answerOfOrder } from './answer.ts';

const decided = (change: Partial<RecordedDecision>) =>
  fake<RecordedDecision>({
    symbol: 'BTCUSDT',
    profile: 'balanced',
    action: 'hold',
    probabilities: { buy: 0.41, sell: 0.2, hold: 0.39 },
    outcome: '',
    ...change,
  });
const order = fake<Order>({
  client_order_id: 'signal:balanced:BTCUSDT:1',
  state: 'rejected',
  events: [{ at: '', state: 'rejected', cause: 'denied: kill_switch' }],
});

test.each<[RecordedDecision, Order | null, string]>([
  [decided({}), null, 'hold: the probability of buy is 41.0 %, balanced asks for 65.0 %'],
  [
    decided({ probabilities: { buy: 0.7, sell: 0.1, hold: 0.2 } }),
    null,
    'hold: a buy is not expected to earn more than it costs',
  ],
  [decided({ action: 'sell' }), null, 'sell: balanced held no BTCUSDT, and the account is long-only'],
  [decided({ action: 'buy' }), null, 'buy: balanced held BTCUSDT already, so the position was kept for longer'],
  [
    decided({ action: 'buy', outcome: 'denied in this scan: cooldown' }),
    null,
    'buy: no order, because denied in this scan: cooldown',
  ],
  [decided({ action: 'buy' }), order, 'buy: order signal:balanced:BTCUSDT:1 is rejected: denied: kill_switch'],
])('a decision is answered in one sentence', (decision, itsOrder, answer) => {
  expect(answerOf(decision, itsOrder)).toBe(answer);
});

test('an order that no signal led to is answered as well', () => {
  const byHand = { ...order, client_order_id: 'manual-1', side: 'buy', origin: 'manual' } as const;
  expect(answerOfOrder(byHand)).toBe('buy, by hand: order manual-1 is rejected: denied: kill_switch');
  const stop = { ...order, client_order_id: 'stop-1', side: 'sell', origin: 'stop' } as const;
  expect(answerOfOrder(stop)).toBe('sell, by stop: order stop-1 is rejected: denied: kill_switch');
});
