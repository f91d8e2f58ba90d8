import { Inject, Injectable } from '@nestjs/common';
import type { Log, TradingState } from '@qt/catalogue';
import { messageOf } from '@qt/contracts';
import { decimalText } from '@qt/domain';
import { HttpProblem } from '@qt/nest-service';
import { LOG } from '@qt/telemetry';
import { type FlattenOrder, mergeFlatten } from '../domain/flatten-order.ts';
import type { LimitOverrides } from '../domain/limit-overrides.ts';
import type { NewAuditEntry } from '../store/audit-entry.ts';
import type { Controls } from '../store/guard.repository.ts';
import { logKillSwitchChange } from './kill-switch-log.ts';
import { RiskEngine } from './risk-engine.ts';

/** How strict a trading state is. */
const STRICTNESS: Record<TradingState, number> = { active: 0, reducing: 1, halted: 2 };

function stricter(a: TradingState, b: TradingState): TradingState {
  return STRICTNESS[a] > STRICTNESS[b] ? a : b;
}

type ControlsChange = Partial<Controls> | ((current: Controls) => Partial<Controls>);

/** Who asked for a change, and why. */
export interface AdminAction {
  readonly actor: string;
  readonly reason: string;
  readonly requestId: string | null;
}

/**
 * What an administrator may change. Each change is audited with who, why and when; if it cannot be stored, the call
 * rejects with HttpProblem 503 `store_unavailable`. What tightens is in force all the same, and at once: it does not
 * wait for orders that are being checked.
 */
@Injectable()
export class RiskService {
  constructor(
    private readonly engine: RiskEngine,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** `null`: follow `QT_KILL_SWITCH` again. */
  async setKillSwitch(enabled: boolean | null, { actor, reason, requestId }: AdminAction): Promise<void> {
    const { controls } = this.engine;
    const before = controls.killSwitch;
    const killSwitch = enabled === null ? null : { engaged: enabled, actor, reason, since: this.engine.now() };
    const what = enabled === null ? 'follows QT_KILL_SWITCH' : enabled ? 'engaged' : 'released';
    const entry = this.engine.auditEntry(actor, 'kill-switch', `${what}: ${reason}`, requestId);
    try {
      await this.#apply({ killSwitch }, enabled === true, entry);
    } finally {
      logKillSwitchChange(before, controls.killSwitch, { actor, reason }, this.log);
    }
  }

  /** `active` ends a demand to close positions. */
  async setTradingState(state: TradingState, { actor, reason, requestId }: AdminAction): Promise<void> {
    const before = this.engine.controls.current.tradingState;
    const entry = this.engine.auditEntry(actor, 'state', `${before} to ${state}: ${reason}`, requestId);
    const change = state === 'active' ? ({ tradingState: state, flatten: null } as const) : { tradingState: state };
    await this.#logStateChange({ actor, reason }, () =>
      this.#apply(change, STRICTNESS[state] > STRICTNESS[before], entry),
    );
  }

  /** Denies new risk from now on, and records what is to be closed. `symbols` null: all. */
  async orderFlatten(
    symbols: FlattenOrder['symbols'],
    finalState: FlattenOrder['finalState'],
    { actor, reason, requestId }: AdminAction,
  ): Promise<void> {
    const { tradingState, flatten: earlier } = this.engine.controls.current;
    const flatten = mergeFlatten(earlier, { symbols, finalState, actor, reason, since: this.engine.now() });
    const detail = `${symbols?.join(',') ?? 'all'}, then ${finalState}: ${reason}`;
    const entry = this.engine.auditEntry(actor, 'flatten', detail, requestId);
    await this.#logStateChange({ actor, reason }, () =>
      this.#apply({ tradingState: stricter(tradingState, 'reducing'), flatten }, true, entry),
    );
  }

  /** Ends a demand that is carried out, unless there is another by now. `detail`: what was closed. */
  async completeFlatten(done: FlattenOrder, detail: string): Promise<void> {
    const { actor, reason, finalState } = done;
    await this.#logStateChange({ actor, reason }, () =>
      this.#store(async () => {
        const { tradingState, flatten } = this.engine.controls.current;
        if (flatten !== done) return;
        const entry = this.engine.auditEntry(actor, 'flatten', `done, ${detail}`, null);
        const state = stricter(tradingState, finalState);
        await this.engine.controls.loosen({ flatten: null, tradingState: state }, entry);
      }),
    );
  }

  /** Drops reservations and the fail-safe's trip. The loss that was stays, as do kill switch, state and positions. */
  async reset({ actor, reason, requestId }: AdminAction): Promise<void> {
    const entry = this.engine.auditEntry(actor, 'reset', reason, requestId);
    await this.#store(() => this.engine.reset(entry));
    this.log.warn('reservations and fail-safe were reset', { actor, reason });
  }

  /**
   * Settles a dispute over an order's fill: it no longer keeps the books differing. The larger loss, which
   * counted so far, still counts.
   *
   * @throws HttpProblem 404 `not_found` if no fill of this order is in dispute
   */
  async settleDispute(clientOrderId: string, { actor, reason, requestId }: AdminAction): Promise<void> {
    const dispute = this.engine.disputes().find((one) => one.clientOrderId === clientOrderId);
    if (dispute === undefined) {
      const message = `client_order_id: expected one in books.disputes of GET /risk, actual '${clientOrderId}'`;
      throw new HttpProblem(404, 'not_found', message);
    }
    const figures = `${dispute.about} ${decimalText(dispute.own)}, reported ${decimalText(dispute.reported)}`;
    const entry = this.engine.auditEntry(actor, 'settle-dispute', `${clientOrderId}, ${figures}: ${reason}`, requestId);
    await this.#store(() => this.engine.settleDispute(clientOrderId, entry));
    this.log.warn('a dispute over a fill was settled', {
      client_order_id: clientOrderId,
      actor,
      reason,
    });
  }

  /** What an operator sets the limits to, by `change` of what they are when it is this change's turn. */
  async setLimits(
    change: (current: LimitOverrides) => LimitOverrides,
    tightens: boolean,
    detail: string,
    { actor, reason, requestId }: AdminAction,
  ): Promise<void> {
    const entry = this.engine.auditEntry(actor, 'limits', `${detail}: ${reason}`, requestId);
    await this.#apply(({ limits }) => ({ limits: change(limits) }), tightens, entry);
  }

  /** Audits that an operator asks for limits which need a second one. */
  async recordLimitProposal(detail: string, { actor, reason, requestId }: AdminAction): Promise<void> {
    const entry = this.engine.auditEntry(actor, 'limits', `asked for ${detail}: ${reason}`, requestId);
    await this.#store(() => this.engine.controls.save(entry));
  }

  async #logStateChange(by: Pick<AdminAction, 'actor' | 'reason'>, work: () => Promise<void>): Promise<void> {
    const before = this.engine.controls.current.tradingState;
    try {
      await work();
    } finally {
      const { tradingState: now } = this.engine.controls.current;
      if (now !== before) this.log.event('risk.state.changed', { from: before, to: now, ...by });
    }
  }

  async #apply(change: ControlsChange, tightens: boolean, entry: NewAuditEntry): Promise<void> {
    const { controls } = this.engine;
    const now = () => (typeof change === 'function' ? change(controls.current) : change);
    if (!tightens) return this.#store(() => controls.loosen(now(), entry));
    controls.tighten(now());
    await this.#store(async () => {
      // Again, now that it is this change's turn: an earlier one that loosens may have been waiting.
      controls.tighten(now());
      await controls.save(entry);
    });
  }

  async #store(work: () => Promise<void>): Promise<void> {
    try {
      await this.engine.exclusive(work);
    } catch (error) {
      const { killSwitch, current } = this.engine.controls;
      const message = `not stored, so in force until a restart or until another replica leads if it tightens, else not at all; send it again: ${messageOf(error)}`;
      const details = { state: current.tradingState, kill_switch: killSwitch };
      throw new HttpProblem(503, 'store_unavailable', message, details);
    }
  }
}
