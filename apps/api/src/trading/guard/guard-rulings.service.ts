import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { Log } from '@qt/catalogue';
import type { RuleVerdict } from '@qt/contracts';
import { NOW } from '@qt/nest-service';
import { LOG } from '@qt/telemetry';
import { GuardRulingsRepository, type Ruling } from './guard-rulings.repository.ts';

const KEPT_MS = 24 * 3_600_000;
/** An order does not wait for this to be stored, and a second of orders costs one sync. */
const SAVE_AFTER_MS = 1000;

/**
 * What the risk guard found by each of its rules about the orders of the last 24 h. The last answer about an order counts.
 * What cannot be stored is logged and lost: no trade depends on it.
 */
@Injectable()
export class GuardRulings implements OnModuleDestroy {
  #unsaved = new Map<string, Ruling>();
  #timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly repository: GuardRulingsRepository,
    @Inject(LOG) private readonly log: Pick<Log, 'error'>,
    @Inject(NOW) private readonly now: () => number,
  ) {}

  keep(clientOrderId: string, rules: readonly RuleVerdict[]): void {
    if (rules.length === 0) return;
    this.#unsaved.set(clientOrderId, { clientOrderId, at: this.now(), rules });
    this.#timer ??= setTimeout(() => void this.#save(), SAVE_AFTER_MS).unref();
  }

  /** In the order of the guard; empty: it was not asked, or more than a day ago. */
  async of(clientOrderId: string): Promise<readonly RuleVerdict[]> {
    return this.#unsaved.get(clientOrderId)?.rules ?? this.repository.of(clientOrderId);
  }

  onModuleDestroy(): Promise<void> {
    return this.#save();
  }

  /** Never rejects. */
  async #save(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const saving = [...this.#unsaved.values()];
    if (saving.length === 0) return;
    try {
      await this.repository.save(saving, this.now() - KEPT_MS);
    } catch (error) {
      this.log.error('what the risk guard found by its rules could not be kept', { error });
    }
    // One that was kept meanwhile has a timer of its own.
    for (const one of saving) {
      if (this.#unsaved.get(one.clientOrderId) === one) this.#unsaved.delete(one.clientOrderId);
    }
  }
}
