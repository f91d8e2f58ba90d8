import { Inject, Injectable } from '@nestjs/common';
import type { DenialReason, Log } from '@qt/catalogue';
import { bearer, type Client, createClient, type ReserveRequest, riskRoutes } from '@qt/contracts';
import { LOG, TELEMETRY, type Telemetry } from '@qt/telemetry';
import { ApiConfig } from '../../config.ts';
import type { FilledOrder } from '../domain/order.ts';
import type { Submission } from '../domain/submission.ts';
import { GuardRulings } from './guard-rulings.service.ts';
import { REPLY_DEADLINE_MS, ReplyDeadline } from './reply-deadline.ts';
import { type AccountFacts, type Acknowledgement, type ReserveReply, RiskGuardGateway } from './risk-guard.gateway.ts';
import { confirmBody, reserveBody, reserveReplyOf } from './risk-guard.mapper.ts';

/** Longer than the deadline, so that a reservation that comes late is seen and released. */
const RESERVE_TIMEOUT_MS = 10_000;

@Injectable()
export class HttpRiskGuardGateway extends RiskGuardGateway {
  readonly #reserving: Pick<Client<typeof riskRoutes>, 'reserve'>;
  readonly #reporting: Pick<Client<typeof riskRoutes>, 'confirm' | 'release' | 'state'>;
  /** By order, requests past their deadline: the next one waits, or its own reservation would be released. */
  readonly #late = new Map<string, Promise<void>>();

  constructor(
    config: ApiConfig,
    @Inject(TELEMETRY) { fetch }: Pick<Telemetry, 'fetch'>,
    private readonly deadline: ReplyDeadline,
    @Inject(LOG) private readonly log: Pick<Log, 'warn'>,
    private readonly rulings: GuardRulings,
  ) {
    super();
    const options = { baseUrl: config.QT_RISK_GUARD_URL, headers: bearer(config.QT_SERVICE_TOKEN), fetch };
    this.#reserving = createClient(riskRoutes, { ...options, timeoutMs: RESERVE_TIMEOUT_MS });
    this.#reporting = createClient(riskRoutes, { ...options, timeoutMs: REPLY_DEADLINE_MS });
  }

  async reserve(submission: Submission, facts: AccountFacts): Promise<ReserveReply> {
    const id = submission.order.clientOrderId;
    const body = reserveBody(submission, facts);
    const request = (this.#late.get(id) ?? Promise.resolve()).then(() => this.#request(body));
    const reply = await Promise.race([request, this.deadline.passed()]);
    if (reply !== undefined) return reply;
    const late = this.#releaseLate(request).finally(() => {
      if (this.#late.get(id) === late) this.#late.delete(id);
    });
    this.#late.set(id, late);
    return { decision: 'unavailable', error: 'the risk guard did not answer in time' };
  }

  async stops(): Promise<readonly DenialReason[]> {
    const reply = await this.#reporting.state();
    if (!reply.ok) throw new Error(reply.error.message);
    return reply.body.trading.reasons.map(({ reason }) => reason);
  }

  async confirm(filled: FilledOrder, reservationId: string, open: boolean): Promise<Acknowledgement> {
    return acknowledgementOf(await this.#reporting.confirm({ body: confirmBody(filled, reservationId, open) }));
  }

  async release(reservationId: string, why: string): Promise<Acknowledgement> {
    return acknowledgementOf(await this.#reporting.release({ body: { reservation_id: reservationId, why } }));
  }

  async #request(body: ReserveRequest): Promise<ReserveReply> {
    const reply = await this.#reserving.reserve({ body });
    if (!reply.ok) return { decision: 'unavailable', ...faultOf(reply) };
    this.rulings.keep(body.client_order_id, reply.body.rules);
    return reserveReplyOf(reply.body);
  }

  async #releaseLate(request: Promise<ReserveReply>): Promise<void> {
    const reply = await request;
    if (reply.decision !== 'allowed') return;
    const { id } = reply.reservation;
    const { ok } = await this.release(id, 'the permission came after the deadline');
    this.log.warn('the risk guard allowed an order after the deadline; it was not submitted', {
      reservation_id: id,
      released: ok,
    });
  }
}

/** Status null: the guard sent no answer, so the code is not its own. */
interface Failure {
  readonly ok: false;
  readonly status: number | null;
  readonly error: { readonly code: string; readonly message: string };
}

function acknowledgementOf(reply: { readonly ok: true } | Failure): Acknowledgement {
  return reply.ok ? { ok: true } : { ok: false, ...faultOf(reply) };
}

function faultOf({ status, error }: Failure): { error: string; code?: string } {
  return { error: error.message, ...(status === null ? {} : { code: error.code }) };
}
