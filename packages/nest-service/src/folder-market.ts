import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { faultOf, StoreUnavailable } from '@qt/sqlite';
import { BadEnvironment } from './environment.ts';
import type { ServiceEnvironment } from './service-environment.ts';

type Market = ServiceEnvironment['QT_MARKET'];

/**
 * Binds a service's folder to the market that it first ran on: a model trained on the simulator must not judge real
 * prices, nor one ledger hold the money of two.
 *
 * @throws BadEnvironment for a folder of another market; StoreUnavailable if the file cannot be read or written
 */
export function bindToMarket(folder: string, market: Market): void {
  const file = join(folder, 'market');
  const bound = bindingIn(file, market);
  if (bound === market) return;
  const expected = `${bound}, whose state is in ${folder} (another market takes a QT_DATA_DIR of its own)`;
  throw new BadEnvironment([{ field: 'QT_MARKET', expected, actual: `'${market}'` }]);
}

function bindingIn(file: string, market: Market): string {
  try {
    const bound = existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
    if (bound === '') writeFileSync(file, `${market}\n`);
    return bound || market;
  } catch (error) {
    const fault = faultOf(error);
    throw fault === undefined ? error : new StoreUnavailable(fault, file, (error as Error).message);
  }
}
