import type { Log } from '@qt/catalogue';
import type { Client, ReserveRequest, riskRoutes } from '@qt/contracts';
import { textOf } from '../money.ts';
import type { Acknowledgement, Judgement, RiskGuard } from './risk-guard.gateway.ts';

export interface HttpRiskGuardOptions {
  /** Its time-out must be longer than the deadline, so that a late permission is seen and given back. */
  readonly asking: Pick<Client<typeof riskRoutes>, 'reserve'>;
  readonly telling: Pick<Client<typeof riskRoutes>, 'confirm' | 'release'>;
  /** Resolves when the deadline of a question is over. */
  readonly deadline: () => Promise<void>;
  readonly log: Pick<Log, 'warn'>;
}

/** The risk guard's service, asked over HTTP. */
export function httpRiskGuard({ asking, telling, deadline, log }: HttpRiskGuardOptions): RiskGuard {
  const release = async (reservationId: string, why: string): Promise<Acknowledgement> =>
    acknowledged(await telling.release({ body: { reservation_id: reservationId, why } }));

  const giveBack = async (asked: Promise<Judgement>) => {
    const late = await asked;
    if (late.decision !== 'allowed') return;
    const told = await release(late.reservation.id, 'the permission came after the deadline');
    log.warn('the risk guard allowed an order after the deadline; it was not sent', {
      reservation_id: late.reservation.id,
      released: told.ok,
    });
  };

  /** Questions past their deadline, by order: the next about the same order waits, or its permission were given back. */
  const late = new Map<string, Promise<void>>();

  return {
    async reserve(request) {
      const id = request.client_order_id;
      const asked = (late.get(id) ?? Promise.resolve()).then(() => ask(asking, request));
      const judgement = await Promise.race([asked, deadline()]);
      if (judgement !== undefined) return judgement;
      const settled = giveBack(asked).finally(() => {
        if (late.get(id) === settled) late.delete(id);
      });
      late.set(id, settled);
      return { decision: 'unavailable', error: 'the risk guard did not answer in time' };
    },
    async confirm({ order, ...fill }, reservationId) {
      return acknowledged(
        await telling.confirm({
          body: {
            client_order_id: order.clientOrderId,
            reservation_id: reservationId,
            symbol: order.symbol,
            side: order.side,
            quantity: textOf(order.quantity),
            price: textOf(fill.price),
            fee: textOf(fill.fee),
            realised_pnl: textOf(fill.realisedPnl),
            filled_at: new Date(fill.filledAt).toISOString(),
          },
        }),
      );
    },
    release,
  };
}

async function ask(asking: HttpRiskGuardOptions['asking'], request: ReserveRequest): Promise<Judgement> {
  const reply = await asking.reserve({ body: request });
  if (!reply.ok) return { decision: 'unavailable', error: reply.error.message };
  if (reply.body.decision === 'denied') {
    const { reason, limit, observed, message } = reply.body;
    return { decision: 'denied', denial: { reason, limit, observed, message } };
  }
  const { reservation_id: id, expires_at: expiresAt } = reply.body;
  return { decision: 'allowed', reservation: { id, expiresAt: Date.parse(expiresAt) } };
}

function acknowledged(reply: { ok: true } | { ok: false; error: { message: string } }): Acknowledgement {
  return reply.ok ? { ok: true } : { ok: false, error: reply.error.message };
}
