import type { Profile } from '@qt/catalogue';

/** A model that was promoted, as the retrain worker's registry has it. */
export interface KnownModel {
  readonly version: string;
  readonly profiles: readonly Profile[];
  /** From then on it opens no position, Unix ms. */
  readonly expiresAt: number;
}

/** What the registry said last. It stays known while the retrain worker is away: each model has its own expiry. */
export class KnownModels {
  #models: readonly KnownModel[] | null = null;

  replace(models: readonly KnownModel[]): void {
    this.#models = models;
  }

  /** Null: the registry has not answered since the start. */
  all(): readonly KnownModel[] | null {
    return this.#models;
  }
}
