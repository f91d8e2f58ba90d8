import type { Log } from '@qt/catalogue';
import type { Debt, Ledger } from '../ledger/ledger.repository.ts';
import { createTurn } from '../turn.ts';
import type { Acknowledgement, RiskGuard } from './risk-guard.gateway.ts';

/** Tells the guard what it does not know yet: everything, or up to the first that it does not acknowledge. */
export type Settle = () => Promise<Acknowledgement>;

/**
 * Fills and unused reservations are written down before the guard is told, and told again until it acknowledges:
 * neither a crash nor a dead guard loses one. Telling twice changes nothing there.
 */
export function createSettlement(ledger: Ledger, guard: RiskGuard, log: Pick<Log, 'info' | 'warn'>): Settle {
  const turn = createTurn();
  let refused = false;
  return () =>
    turn(async () => {
      for (const debt of await ledger.debts()) {
        const told = await tell(guard, debt);
        if (!told.ok) {
          if (!refused) log.warn(`the risk guard takes no note of orders: ${told.error}`, whatOf(debt));
          refused = true;
          return told;
        }
        if (refused) log.info('the risk guard takes note of orders again', whatOf(debt));
        refused = false;
        await ledger.acknowledge(idOf(debt));
      }
      return { ok: true };
    });
}

function tell(guard: RiskGuard, debt: Debt): Promise<Acknowledgement> {
  return debt.kind === 'confirm'
    ? guard.confirm(debt.filled, debt.reservationId)
    : guard.release(debt.reservationId, debt.why);
}

function whatOf(debt: Debt) {
  return { client_order_id: idOf(debt), message_kind: debt.kind };
}

function idOf(debt: Debt): string {
  return debt.kind === 'confirm' ? debt.filled.order.clientOrderId : debt.clientOrderId;
}
