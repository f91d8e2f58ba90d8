import type { Profile } from '@qt/catalogue';
import type { Store } from './store.ts';

export interface StoreOptions {
  /** Unix ms; by default always 0. */
  readonly now?: () => number;
  readonly profiles?: readonly Profile[];
}

/** Opens the store under test, empty for each test and with 1000 USDT; within a test the same one again. */
export type OpenStore = (options?: StoreOptions) => Promise<Store>;
