import { Inject, Injectable } from '@nestjs/common';
import type { ServiceName } from '@qt/catalogue';
import {
  type Act,
  apiRoutes,
  type Client,
  CSRF_HEADER,
  createClient,
  type ErrorReply,
  type Routes,
  retrainRoutes,
  riskRoutes,
  schedulerRoutes,
} from '@qt/contracts';
import { TELEMETRY, type Telemetry } from '@qt/telemetry';
import { ApiConfig } from '../../config.ts';
import type { OpenSession } from '../session/cookie-sessions.ts';
import { OwnAddress } from './own-address.ts';

/** Longer than a demand to close positions takes to be answered. */
const TIMEOUT_MS = 15_000;

/** An answer; `status` null: none came. */
type AnyReply =
  | { readonly ok: true; readonly status: number; readonly body: unknown }
  | { readonly ok: false; readonly status: number | null; readonly error: ErrorReply['error'] };

/** What the owner of an act answered. */
export type OwnerReply = AnyReply & { readonly service: ServiceName };

/** Hands an act to the service that owns it, under the token or the session of who asks: each owner admits as ever. */
@Injectable()
export class ActOwners {
  constructor(
    private readonly config: ApiConfig,
    private readonly own: OwnAddress,
    @Inject(TELEMETRY) private readonly telemetry: Pick<Telemetry, 'fetch'>,
  ) {}

  async perform(act: Act, session: OpenSession): Promise<OwnerReply> {
    const { service, reply } = this.#send(act, session);
    return { service, ...(await reply) };
  }

  #send(act: Act, session: OpenSession): { readonly service: ServiceName; readonly reply: Promise<AnyReply> } {
    const { reason } = act;
    const { token } = session;
    switch (act.kind) {
      case 'kill_switch':
        return ofGuard(this.#guard(token).killSwitch({ body: { enabled: act.enabled, reason } }));
      case 'state':
        return ofGuard(this.#guard(token).setState({ body: { state: act.state, reason } }));
      case 'flatten': {
        const { kind: _, ...body } = act;
        return ofGuard(this.#guard(token).flatten({ body }));
      }
      case 'limits':
        return ofGuard(this.#guard(token).setLimits({ body: { limits: act.limits, reason } }));
      case 'reset':
        return ofGuard(this.#guard(token).reset({ body: { reason } }));
      case 'settle_dispute':
        return ofGuard(this.#guard(token).settleDispute({ body: { client_order_id: act.client_order_id, reason } }));
      case 'close_positions':
        return ofApi(
          this.#api(session).closePositions({ body: act.symbol === undefined ? {} : { symbol: act.symbol } }),
        );
      case 'cancel_order':
        return ofApi(this.#api(session).cancelOrder({ params: { client_order_id: act.client_order_id } }));
      case 'retrain':
        return ofWorker(this.#worker(token).retrain());
      case 'halt_promotions':
        return ofWorker(this.#worker(token).haltPromotions({ body: { halted: act.halted } }));
      case 'promote':
        return ofWorker(this.#worker(token).promote({ params: { version: act.version } }));
      case 'run_job':
        return { service: 'qt-scheduler', reply: this.#scheduler(token).runJob({ params: { job_id: act.job_id } }) };
    }
  }

  #guard(token: string) {
    return this.#client(riskRoutes, this.config.QT_RISK_GUARD_URL, { 'x-admin-token': token });
  }

  #worker(token: string) {
    return this.#client(retrainRoutes, this.config.QT_RETRAIN_WORKER_URL, { 'x-admin-token': token });
  }

  #scheduler(token: string) {
    return this.#client(schedulerRoutes, this.config.QT_SCHEDULER_URL, { 'x-admin-token': token });
  }

  #api({ cookie, csrfToken }: OpenSession) {
    return this.#client(apiRoutes, this.own.url(), { cookie, [CSRF_HEADER]: csrfToken });
  }

  #client<const T extends Routes>(routes: T, baseUrl: string, headers: Readonly<Record<string, string>>): Client<T> {
    return createClient(routes, { baseUrl, headers, timeoutMs: TIMEOUT_MS, fetch: this.telemetry.fetch });
  }
}

const ofGuard = (reply: Promise<AnyReply>) => ({ service: 'qt-risk-guard', reply }) as const;
const ofApi = (reply: Promise<AnyReply>) => ({ service: 'qt-api', reply }) as const;
const ofWorker = (reply: Promise<AnyReply>) => ({ service: 'qt-retrain-worker', reply }) as const;
