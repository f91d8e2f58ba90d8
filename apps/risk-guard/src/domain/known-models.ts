import type { Profile } from '@qt/catalogue';

/** A model that was promoted, as the retrain worker's registry has it. */
export interface KnownModel {
  readonly version: string;
  readonly profiles: readonly Profile[];
  /** From then on it opens no position, Unix ms. */
  readonly expiresAt: number;
}

/**
 * What the registry said last. It stays known while the retrain worker is away, and over a restart of the guard: each model
 * has its own expiry.
 */
export class KnownModels {
  #models: readonly KnownModel[] | null = null;
  #asOf: number | null = null;

  /** `asOf`: when the registry said so, Unix ms. */
  replace(models: readonly KnownModel[], asOf: number): void {
    this.#models = models;
    this.#asOf = asOf;
  }

  /** The registry has answered that nothing has changed, at this time. */
  confirm(asOf: number): void {
    this.#asOf = asOf;
  }

  /** Null: the registry has never answered. */
  all(): readonly KnownModel[] | null {
    return this.#models;
  }

  /** When the registry answered last, Unix ms; null: never. */
  asOf(): number | null {
    return this.#asOf;
  }
}
