import { Inject, Injectable } from '@nestjs/common';
import { type ActDone, type Client, createClient, riskRoutes } from '@qt/contracts';
import { TELEMETRY, type Telemetry } from '@qt/telemetry';
import { ApiConfig } from '../../config.ts';
import type { GuardNow } from './loosening.ts';

/** None of its answers is worth waiting longer for. */
const TIMEOUT_MS = 1000;
/** More rows than one request writes while others act as well. */
const ROWS = 20;

/** What the guard says before and after an act: whether it loosens, and how it was audited. */
@Injectable()
export class GuardAnswers {
  constructor(
    private readonly config: ApiConfig,
    @Inject(TELEMETRY) private readonly telemetry: Pick<Telemetry, 'fetch'>,
  ) {}

  async now(token: string): Promise<GuardNow> {
    const [state, limits] = await Promise.all([this.#client(token).state(), this.#client(token).limits()]);
    return { state: state.ok ? state.body.state : null, limits: limits.ok ? limits.body.limits : null };
  }

  /** The newest row that this request wrote; null: none is to be had. */
  async auditRow(token: string, requestId: string): Promise<ActDone['audit']> {
    const reply = await this.#client(token).audit({ query: { kind: 'act', limit: ROWS } });
    const row = reply.ok ? reply.body.items.find(({ request_id }) => request_id === requestId) : undefined;
    if (row === undefined) return null;
    const { id: sequence, at, actor, action, outcome, detail } = row;
    return { sequence, at, actor, action, outcome, detail };
  }

  #client(token: string): Client<Pick<typeof riskRoutes, 'state' | 'limits' | 'audit'>> {
    const headers = { 'x-admin-token': token };
    const { fetch } = this.telemetry;
    return createClient(riskRoutes, { baseUrl: this.config.QT_RISK_GUARD_URL, headers, timeoutMs: TIMEOUT_MS, fetch });
  }
}
