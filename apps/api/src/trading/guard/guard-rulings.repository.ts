import { DatabaseSync } from 'node:sqlite';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { Log } from '@qt/catalogue';
import type { RuleVerdict } from '@qt/contracts';
import { NOW } from '@qt/nest-service';
import { inTransactionWhenFree } from '@qt/sqlite';
import { LOG } from '@qt/telemetry';

const KEPT_MS = 24 * 3_600_000;
/** An order does not wait for this to be stored, and a second of orders costs one sync. */
const SAVE_AFTER_MS = 1000;

interface Ruling {
  /** Unix ms. */
  readonly at: number;
  readonly rules: readonly RuleVerdict[];
}

/**
 * What the risk guard found by each of its rules about the orders of the last 24 h, in the API's database: some 5 kB an
 * order. The last answer about an order counts. What cannot be stored is logged and lost: no trade depends on it.
 */
@Injectable()
export class GuardRulings implements OnModuleDestroy {
  readonly #statements;
  #unsaved = new Map<string, Ruling>();
  #timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly database: DatabaseSync,
    @Inject(LOG) private readonly log: Pick<Log, 'error'>,
    @Inject(NOW) private readonly now: () => number,
  ) {
    this.#statements = {
      insert: database.prepare('INSERT OR REPLACE INTO guard_rulings VALUES (?, ?, ?)'),
      prune: database.prepare('DELETE FROM guard_rulings WHERE at < ?'),
      select: database.prepare('SELECT rules FROM guard_rulings WHERE client_order_id = ?'),
    };
  }

  keep(clientOrderId: string, rules: readonly RuleVerdict[]): void {
    if (rules.length === 0) return;
    this.#unsaved.set(clientOrderId, { at: this.now(), rules });
    this.#timer ??= setTimeout(() => void this.#save(), SAVE_AFTER_MS).unref();
  }

  /** In the order of the guard; empty: it was not asked, or more than a day ago. */
  of(clientOrderId: string): readonly RuleVerdict[] {
    const unsaved = this.#unsaved.get(clientOrderId);
    if (unsaved !== undefined) return unsaved.rules;
    const row = this.#statements.select.get(clientOrderId);
    return row === undefined ? [] : (JSON.parse(String(row['rules'])) as RuleVerdict[]);
  }

  onModuleDestroy(): Promise<void> {
    return this.#save();
  }

  /** Never rejects. */
  async #save(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const unsaved = this.#unsaved;
    if (unsaved.size === 0) return;
    try {
      await inTransactionWhenFree(this.database, () => {
        for (const [id, { at, rules }] of unsaved) this.#statements.insert.run(id, at, JSON.stringify(rules));
        this.#statements.prune.run(this.now() - KEPT_MS);
        this.#unsaved = new Map();
      });
    } catch (error) {
      if (this.#unsaved === unsaved) this.#unsaved = new Map();
      this.log.error('what the risk guard found by its rules could not be kept', { error });
    }
  }
}
