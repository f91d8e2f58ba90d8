import { Inject, Injectable } from '@nestjs/common';
import type { Log } from '@qt/catalogue';
import type { Act, ActDone, consoleRoutes, Operator, SuccessOf } from '@qt/contracts';
import { HttpProblem, NOW } from '@qt/nest-service';
import { LOG, TELEMETRY, type Telemetry } from '@qt/telemetry';
import type { OpenSession } from '../session/cookie-sessions.ts';
import { TokenRefused } from '../session/token-refused.ts';
import { ActOwners, type OwnerReply } from './act-owners.ts';
import { Confirmations } from './confirmations.ts';
import { GuardAnswers } from './guard-answers.ts';
import { dependsOnGuard, effectOf } from './loosening.ts';

/** What operators do at the console: what loosens twice, everything else at once, and each act in the log. */
@Injectable()
export class ActsService {
  constructor(
    private readonly owners: ActOwners,
    private readonly guard: GuardAnswers,
    private readonly confirmations: Confirmations,
    @Inject(LOG) private readonly log: Pick<Log, 'event'>,
    @Inject(TELEMETRY) private readonly telemetry: Pick<Telemetry, 'requestId'>,
    @Inject(NOW) private readonly now: () => number,
  ) {}

  /**
   * Does the act, or says what it will do and how to confirm it.
   *
   * @throws HttpProblem 409 `confirmation_refused`; whatever the owner of the act refuses it with; 401
   * `not_signed_in` if that knows the token no more; 503 if it does not answer.
   */
  async perform(
    act: Act,
    confirm: string | undefined,
    session: OpenSession,
  ): Promise<SuccessOf<typeof consoleRoutes.act>> {
    const effect = effectOf(
      act,
      dependsOnGuard(act) ? await this.guard.now(session.token) : { state: null, limits: null },
    );
    const { name } = session.operator;
    if (effect !== null && confirm === undefined) {
      const { confirm: token, expiresAt } = this.confirmations.issue(name, act);
      return { status: 202, body: { confirm: token, expires_at: new Date(expiresAt).toISOString(), effect } };
    }
    if (effect !== null && confirm !== undefined && !this.confirmations.redeem(confirm, name, act)) {
      const message = 'confirm: expected the one of the same act, at most a minute old, actual another one';
      throw new HttpProblem(409, 'confirmation_refused', message);
    }
    return { status: 200, body: await this.#done(act, session) };
  }

  async #done(act: Act, session: OpenSession): Promise<ActDone> {
    const { operator, token } = session;
    const began = this.now();
    const reply = await this.owners.perform(act, session);
    const duration = this.now() - began;
    this.#record(act, operator, reply);
    if (!reply.ok) throw refusalOf(reply);
    const requestId = this.telemetry.requestId() ?? '';
    return {
      kind: act.kind,
      service: reply.service,
      status: reply.status,
      answer: reply.body,
      audit:
        reply.service === 'qt-risk-guard'
          ? await this.guard.auditRow(token, requestId)
          : this.#logRow(act, operator, reply.service),
      request_id: requestId,
      duration_ms: duration,
    };
  }

  #record({ kind, reason, ...terms }: Act, { name }: Operator, reply: OwnerReply): void {
    const outcome = reply.ok ? 'accepted' : 'refused';
    const detail = `${JSON.stringify(terms)}${reply.ok ? '' : `: ${reply.error.message}`}`;
    this.log.event('console.act', { act: kind, actor: name, reason, service_asked: reply.service, outcome, detail });
  }

  /** The log of the owner, and that of the API with the reason, is the audit of what is not the guard's. */
  #logRow({ kind, reason }: Act, { name: actor }: Operator, service: string): ActDone['audit'] {
    const at = new Date(this.now()).toISOString();
    return { sequence: null, at, actor, action: kind, outcome: 'accepted', detail: `${reason} (log of ${service})` };
  }
}

function refusalOf({ service, status, error }: Extract<OwnerReply, { ok: false }>): HttpProblem {
  // 429: as wrong as with 401, and not for the first time.
  if (status === 401 || status === 429) return new TokenRefused();
  if (status !== null) return new HttpProblem(status, error.code, error.message, error.details);
  const code = `${service.replace('qt-', '').replace('-', '_')}_unavailable`;
  return new HttpProblem(503, code, `${error.message}; whether it was done is not known`);
}
