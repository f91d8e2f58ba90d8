import type { TradingState } from '@qt/catalogue';
import type { Act, RiskLimits } from '@qt/contracts';
import { amount } from '@qt/domain';

/** What the guard says of itself now, as far as it decides whether an act loosens; null: it does not answer. */
export interface GuardNow {
  readonly state: TradingState | null;
  readonly limits: RiskLimits['limits'] | null;
}

/** Whether it takes the guard's answer to tell if the act loosens. */
export function dependsOnGuard({ kind }: Act): boolean {
  return kind === 'state' || kind === 'limits';
}

/** What an act that loosens will do, in words; null: it tightens or changes no risk, so it is done at once. */
export function effectOf(act: Act, guard: GuardNow): string | null {
  switch (act.kind) {
    case 'kill_switch':
      if (act.enabled === true) return null;
      return act.enabled === false
        ? 'Releases the kill switch: orders that open positions go out again, unless something else stops them'
        : 'The kill switch follows QT_KILL_SWITCH again, which may release it';
    case 'state':
      return stateEffect(act.state, guard.state);
    case 'limits':
      return limitsEffect(act.limits, guard.limits);
    case 'reset':
      return 'Drops open reservations and clears the fail-safe: orders may go out again';
    case 'settle_dispute':
      return `The disputed fill of ${act.client_order_id} stops no order any more`;
    case 'halt_promotions':
      return act.halted ? null : 'Better models are promoted again without being asked for';
    case 'promote':
      return `${act.version} decides on all orders from the next scan on`;
    default:
      return null;
  }
}

const STRICTNESS: Readonly<Record<TradingState, number>> = { active: 0, reducing: 1, halted: 2 };

function stateEffect(to: TradingState, from: TradingState | null): string | null {
  // A guard that does not answer may be halted.
  if (STRICTNESS[to] >= STRICTNESS[from ?? 'halted']) return null;
  return `Trading state from ${from ?? 'unknown'} to ${to}${to === 'active' ? ': orders that open positions go out again' : ''}`;
}

/** A limit that goes up or goes away. */
function limitsEffect(change: Extract<Act, { kind: 'limits' }>['limits'], current: GuardNow['limits']): string | null {
  const looser = Object.entries(change).flatMap(([name, to]) => {
    if (to === undefined) return [];
    const from = current?.[name] ?? null;
    const loosens = to === null || (from !== null && amount(to).greaterThan(amount(from)));
    return loosens || current === null ? [`${name} from ${from ?? 'none'} to ${to ?? 'its bound'}`] : [];
  });
  return looser.length === 0 ? null : `Loosens ${looser.join(', ')}`;
}
