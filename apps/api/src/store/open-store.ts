import type { ApiConfig } from '../config.ts';
import { openSqliteStore } from './sqlite-store.ts';
import type { Store } from './store.ts';

/**
 * Opens the store that the configuration names.
 *
 * @throws StoreUnavailable
 */
export async function openStore(config: ApiConfig, now: () => number): Promise<Store> {
  return openSqliteStore(config, now);
}
