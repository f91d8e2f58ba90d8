import type { Order } from '@qt/contracts';
import { STRATEGIES } from '@qt/model';
import type { RecordedDecision } from '../../decisions/decision.ts';

/** Why a decision led to a trade, or to none: one sentence. */
export function answerOf(decision: RecordedDecision, order: Order | null): string {
  const { action, profile, probabilities, outcome, symbol } = decision;
  if (order !== null) return `${action}: order ${order.client_order_id} is ${order.state}${causeOf(order)}`;
  if (outcome !== '') return `${action}: no order, because ${outcome}`;
  switch (action) {
    case 'hold': {
      const likelier = probabilities.buy >= probabilities.sell ? 'buy' : 'sell';
      const threshold = STRATEGIES[profile].entryThreshold;
      return probabilities[likelier] < threshold
        ? `hold: the probability of ${likelier} is ${share(probabilities[likelier])}, ${profile} asks for ${share(threshold)}`
        : `hold: a ${likelier} is not expected to earn more than it costs`;
    }
    case 'sell':
      return `sell: ${profile} held no ${symbol}, and the account is long-only`;
    case 'buy':
      return `buy: ${profile} held ${symbol} already, so the position was kept for longer`;
  }
}

/** What became of an order that no signal led to: one sentence. */
export function answerOfOrder(order: Order): string {
  const { side, origin, client_order_id: id, state } = order;
  return `${side}, ${origin === 'manual' ? 'by hand' : `by ${origin}`}: order ${id} is ${state}${causeOf(order)}`;
}

function causeOf({ events }: Order): string {
  const cause = events.at(-1)?.cause ?? '';
  return cause === '' ? '' : `: ${cause}`;
}

function share(probability: number): string {
  return `${(probability * 100).toFixed(1)} %`;
}
