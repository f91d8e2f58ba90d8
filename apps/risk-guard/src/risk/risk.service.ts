import type { Log } from '@qt/catalogue';
import type { TradingState } from '@qt/contracts';
import type { NewAuditEntry } from '../store/audit-entry.ts';
import type { Control } from '../store/guard.repository.ts';
import { announceKillSwitch } from './kill-switch-log.ts';
import type { Guard } from './risk-engine.ts';

/** How strict a trading state is. */
const STRICTNESS: Record<TradingState, number> = { active: 0, reducing: 1, halted: 2 };

/** Who orders it, and why. */
export interface Instruction {
  readonly actor: string;
  readonly reason: string;
  readonly requestId: string | null;
}

/**
 * What an administrator may order. Each is written down with who, why and when. If that fails, each rejects with what
 * the store says; what tightens is in force all the same, and at once: it does not wait for orders being decided.
 */
export class Controls {
  readonly #guard: Guard;
  readonly #log: Log;

  constructor(guard: Guard, log: Log) {
    this.#guard = guard;
    this.#log = log;
  }

  /** `null`: follow `QT_KILL_SWITCH` again. */
  async setKillSwitch(enabled: boolean | null, { actor, reason, requestId }: Instruction): Promise<void> {
    const before = this.#guard.killSwitch;
    const killSwitch = enabled === null ? null : { engaged: enabled, actor, reason, since: this.#guard.now() };
    const what = enabled === null ? 'follows QT_KILL_SWITCH' : enabled ? 'engaged' : 'released';
    const entry = this.#guard.entry(actor, 'kill-switch', `${what}: ${reason}`, requestId);
    try {
      if (enabled === true) await this.#tighten({ killSwitch }, entry);
      else await this.#guard.exclusive(() => this.#guard.loosen({ killSwitch }, entry));
    } finally {
      announceKillSwitch(before, this.#guard.killSwitch, { actor, reason }, this.#log);
    }
  }

  async setState(state: TradingState, { actor, reason, requestId }: Instruction): Promise<void> {
    const before = this.#guard.account().state;
    const entry = this.#guard.entry(actor, 'state', `${before} to ${state}: ${reason}`, requestId);
    if (STRICTNESS[state] > STRICTNESS[before]) await this.#tighten({ state }, entry);
    else await this.#guard.exclusive(() => this.#guard.loosen({ state }, entry));
    this.#log.warn('trading state changed', { from: before, to: state, actor, reason });
  }

  /** Forgets losses, reservations and the fail-safe. The kill switch, the trading state and positions stay. */
  async reset({ actor, reason, requestId }: Instruction): Promise<void> {
    const entry = this.#guard.entry(actor, 'reset', reason, requestId);
    await this.#guard.exclusive(() => this.#guard.reset(entry));
    this.#log.warn('losses, reservations and fail-safe forgotten', { actor, reason });
  }

  async #tighten(change: Partial<Control>, entry: NewAuditEntry): Promise<void> {
    this.#guard.tighten(change);
    await this.#guard.exclusive(async () => {
      // Again, in its turn: an order to loosen that came before this one may have waited.
      this.#guard.tighten(change);
      await this.#guard.save(entry);
    });
  }
}
