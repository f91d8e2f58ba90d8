import type { DenialReason } from '@qt/catalogue';
import type { ReserveRequest } from '@qt/contracts';
import type { Amount, Denial } from '@qt/domain';
import type { FilledOrder } from '../domain/order.ts';
import type { Submission } from '../domain/submission.ts';
import { type AccountFacts, type Acknowledgement, type ReserveReply, RiskGuardGateway } from './risk-guard.gateway.ts';
import { reserveBody } from './risk-guard.mapper.ts';

/** A guard that answers as scripted and records its requests. */
export class FakeRiskGuard extends RiskGuardGateway {
  denial: Denial | undefined;
  /** It cannot be reached. */
  down = false;
  /** It answers reservations, but acknowledges nothing. */
  acknowledges = true;
  /** What it would allow an exit without a price at. */
  lastPrice: Amount | null = null;
  maxCost: Amount | null = null;
  /** How long a reservation holds, in ms. */
  lifetimeMs = 30_000;
  /** As sent over the wire. */
  readonly requests: ReserveRequest[] = [];
  readonly open = new Set<string>();
  readonly confirmed = new Map<string, FilledOrder>();
  readonly released: string[] = [];

  constructor(private readonly now: () => number) {
    super();
  }

  /** Holds the answer to the next reservation back until `answer` is called; `asked` resolves when it is asked for. */
  holdNext() {
    const [asked, answered] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const reserve = this.reserve.bind(this);
    this.reserve = async (...given) => {
      this.reserve = reserve;
      asked.resolve();
      await answered.promise;
      return reserve(...given);
    };
    return { asked: asked.promise, answer: () => answered.resolve() };
  }

  async reserve(submission: Submission, facts: AccountFacts): Promise<ReserveReply> {
    if (this.down) return { decision: 'unavailable', error: 'connection refused' };
    this.requests.push(reserveBody(submission, facts));
    if (this.denial !== undefined) return { decision: 'denied', denial: this.denial, others: [] };
    const id = `reservation-${this.requests.length}`;
    this.open.add(id);
    const expiresAt = this.now() + this.lifetimeMs;
    const waived = this.lastPrice === null ? [] : (['price_stale'] as const);
    return {
      decision: 'allowed',
      reservation: { id, expiresAt, price: this.lastPrice, maxCost: this.maxCost, waived },
    };
  }

  async stops(): Promise<readonly DenialReason[]> {
    if (this.down) throw new Error('connection refused');
    return this.denial === undefined ? [] : [this.denial.reason];
  }

  async confirm(filled: FilledOrder, reservationId: string, open: boolean): Promise<Acknowledgement> {
    if (this.down || !this.acknowledges) return { ok: false, error: 'connection refused' };
    if (!open) this.open.delete(reservationId);
    this.confirmed.set(filled.order.clientOrderId, filled);
    return { ok: true };
  }

  async release(reservationId: string): Promise<Acknowledgement> {
    if (this.down || !this.acknowledges) return { ok: false, error: 'connection refused' };
    this.open.delete(reservationId);
    this.released.push(reservationId);
    return { ok: true };
  }
}

export const denial = (reason: Denial['reason'] = 'kill_switch'): Denial => ({
  reason,
  limit: 'released',
  observed: 'engaged',
  message: `denied: ${reason}`,
});
