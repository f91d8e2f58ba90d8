import type { ProviderName } from '@qt/catalogue';

/** One synthetic check of one provider. */
export interface Check {
  readonly target: ProviderName;
  /** When it ended, Unix ms. */
  readonly checkedAt: number;
  readonly durationMs: number;
  readonly result: CheckResult;
}

/** Whether the prices were usable for trading, and if not, why. */
export type CheckResult = { readonly ok: true } | { readonly ok: false; readonly error: string };
