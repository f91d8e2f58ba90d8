import type { Log, ServiceInstruments } from '@qt/catalogue';
import { createPriceFeed, type PriceSource } from '@qt/market-data';
import type { GuardSettings } from '../guard-settings.ts';

/** Injection token: the providers' prices, a `PriceSource` of @qt/market-data. */
export const PRICE_FEED = Symbol('PRICE_FEED');

/** Both providers, with a circuit breaker each that is not the API's. */
export function priceFeedOf(
  { providers }: GuardSettings,
  instruments: ServiceInstruments<'qt-risk-guard'>,
  log: Log,
  now: () => number,
): PriceSource {
  return createPriceFeed({ ...providers, instruments, log, now, random: Math.random });
}
