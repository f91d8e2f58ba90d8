import type { Difference } from './difference.ts';

/** Whether ledger and exchange have the same orders, fills and balances. Times in Unix ms. */
export type ExchangeVerdict =
  /** Not compared since the start. */
  | { readonly state: 'unknown'; readonly detail: string }
  | { readonly state: 'agree'; readonly comparedAt: number | null }
  | { readonly state: 'differ'; readonly differences: readonly Difference[]; readonly since: number };

/** The result of the latest comparison. Until both agree, no new risk goes out. */
export class ExchangeStatus {
  /** A venue without books of its own has nothing to compare. */
  current: ExchangeVerdict;

  /** `keepsBooks`: orders go to an exchange that has books of its own. */
  constructor({ keepsBooks }: { readonly keepsBooks: boolean }) {
    this.current = keepsBooks
      ? { state: 'unknown', detail: 'not compared since the start' }
      : { state: 'agree', comparedAt: null };
  }

  /** Why no new risk may go out; null: it may. */
  detail(): string | null {
    const { current } = this;
    if (current.state === 'agree') return null;
    return current.state === 'unknown' ? current.detail : current.differences.map(({ detail }) => detail).join('; ');
  }
}
