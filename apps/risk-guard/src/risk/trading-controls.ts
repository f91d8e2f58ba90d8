import type { KillSwitch } from '@qt/contracts';
import { killSwitchOf } from '../domain/kill-switch.ts';
import type { NewAuditEntry } from '../store/audit-entry.ts';
import type { Controls, GuardRepository } from '../store/guard.repository.ts';

/**
 * Kill switch, trading state and fail-safe, in memory and in the store. A change that loosens is in force once it is
 * stored. A change that tightens is in force at once, and stored as soon as the store accepts it.
 */
export class TradingControls {
  readonly #repository: GuardRepository;
  #current: Controls;
  /** Does memory hold a change that the store does not? */
  #unsaved = false;

  constructor(repository: GuardRepository, stored: Controls) {
    this.#repository = repository;
    this.#current = stored;
  }

  get current(): Controls {
    return this.#current;
  }

  get killSwitch(): KillSwitch {
    return killSwitchOf(this.#current.environment, this.#current.killSwitch);
  }

  /** Puts a change in force at once; `save` stores it. */
  tighten(change: Partial<Controls>): void {
    this.#current = { ...this.#current, ...change };
    this.#unsaved = true;
  }

  /** Stores the controls as they are. */
  async save(entry: NewAuditEntry | null): Promise<void> {
    const saved = this.#current;
    await this.#repository.saveControls(saved, entry);
    if (saved === this.#current) this.#unsaved = false;
  }

  /** Stores a change, then puts it in force. If storing fails, rejects, and nothing has changed. */
  async loosen(change: Partial<Controls>, entry: NewAuditEntry): Promise<void> {
    await this.#repository.saveControls({ ...this.#current, ...change }, entry);
    this.#current = { ...this.#current, ...change };
  }

  /** Drops the trip, and with it, in the store, reservations. */
  async reset(entry: NewAuditEntry): Promise<void> {
    await this.#repository.reset({ ...this.#current, trip: null }, entry);
    this.#current = { ...this.#current, trip: null };
  }

  /** Stores what is not stored yet. Rejects if the store cannot be written now. */
  async flush(): Promise<void> {
    await (this.#unsaved ? this.save(null) : this.#repository.probe());
  }
}
