import { Inject, Injectable } from '@nestjs/common';
import type { Log, TradingState } from '@qt/catalogue';
import { messageOf } from '@qt/contracts';
import { HttpProblem } from '@qt/nest-service';
import { LOG } from '@qt/telemetry';
import type { NewAuditEntry } from '../store/audit-entry.ts';
import type { Controls } from '../store/guard.repository.ts';
import { logKillSwitchChange } from './kill-switch-log.ts';
import { RiskEngine } from './risk-engine.ts';

/** How strict a trading state is. */
const STRICTNESS: Record<TradingState, number> = { active: 0, reducing: 1, halted: 2 };

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

  async setTradingState(state: TradingState, { actor, reason, requestId }: AdminAction): Promise<void> {
    const before = this.engine.controls.current.tradingState;
    const entry = this.engine.auditEntry(actor, 'state', `${before} to ${state}: ${reason}`, requestId);
    try {
      await this.#apply({ tradingState: state }, STRICTNESS[state] > STRICTNESS[before], entry);
    } finally {
      const { tradingState: now } = this.engine.controls.current;
      if (now !== before) this.log.event('risk.state.changed', { from: before, to: now, actor, reason });
    }
  }

  /** Drops losses, reservations and the fail-safe's trip. Kill switch, trading state and positions stay. */
  async reset({ actor, reason, requestId }: AdminAction): Promise<void> {
    const entry = this.engine.auditEntry(actor, 'reset', reason, requestId);
    await this.#store(() => this.engine.reset(entry));
    this.log.warn('losses, reservations and fail-safe were reset', { actor, reason });
  }

  async #apply(change: Partial<Controls>, tightens: boolean, entry: NewAuditEntry): Promise<void> {
    const { controls } = this.engine;
    if (!tightens) return this.#store(() => controls.loosen(change, entry));
    controls.tighten(change);
    await this.#store(async () => {
      // Again, now that it is this change's turn: an earlier one that loosens may have been waiting.
      controls.tighten(change);
      await controls.save(entry);
    });
  }

  async #store(work: () => Promise<void>): Promise<void> {
    try {
      await this.engine.exclusive(work);
    } catch (error) {
      const { killSwitch, current } = this.engine.controls;
      const message = `not stored, so in force until a restart if it tightens, else not at all: ${messageOf(error)}`;
      const details = { state: current.tradingState, kill_switch: killSwitch };
      throw new HttpProblem(503, 'store_unavailable', message, details);
    }
  }
}
