import type { RuleVerdict } from '@qt/contracts';

/** What the guard found about an order by its rules, in the order of the guard. */
export interface Ruling {
  readonly clientOrderId: string;
  /** Unix ms. */
  readonly at: number;
  readonly rules: readonly RuleVerdict[];
}

/** Rulings, one an order, some 5 kB each. */
export abstract class GuardRulingsRepository {
  /** Saves rulings, each in place of the order's earlier one, and drops those from before an instant (Unix ms). */
  abstract save(rulings: readonly Ruling[], dropBefore: number): Promise<void>;
  /** Empty: none is kept. */
  abstract of(clientOrderId: string): Promise<readonly RuleVerdict[]>;
}
