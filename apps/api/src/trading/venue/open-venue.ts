import type { Log } from '@qt/catalogue';
import { BinanceAccount, BinanceRefusal, MarketData } from '@qt/market-data';
import { BadEnvironment } from '@qt/nest-service';
import type { ApiConfig } from '../../config.ts';
import { BinanceVenue } from './binance/binance.venue.ts';
import { PaperVenue } from './paper.venue.ts';
import type { Venue } from './venue.ts';

const TIMEOUT_MS = 5000;

/**
 * The venue that `QT_EXECUTOR` names. A key that the exchange refuses, or that may not trade, ends the start; an exchange
 * that does not answer does not: exits are tried, and no instrument is known, so that there are no entries.
 *
 * @throws BadEnvironment
 */
export async function openVenue(
  config: ApiConfig,
  market: MarketData,
  now: () => number,
  log: Pick<Log, 'warn'>,
): Promise<Venue> {
  const { QT_EXECUTOR: executor, QT_BINANCE_API_KEY: apiKey, QT_BINANCE_API_SECRET: apiSecret } = config;
  if (executor === 'paper' || apiKey === undefined || apiSecret === undefined)
    return new PaperVenue(config, market, now);
  const baseUrl = config.QT_BINANCE_TRADING_URL;
  const account = new BinanceAccount({ baseUrl, credentials: { apiKey, apiSecret }, now, timeoutMs: TIMEOUT_MS });
  try {
    await account.syncTime();
    if (!(await account.state()).canTrade) throw refused('a key that may trade', 'one without the right to');
  } catch (error) {
    if (error instanceof BadEnvironment) throw error;
    if (error instanceof BinanceRefusal && error.status < 500 && error.status !== 418 && error.status !== 429) {
      throw refused(`a key and secret of ${baseUrl}`, error.message);
    }
    log.warn('the exchange does not answer at the start', { url: baseUrl, error });
  }
  return new BinanceVenue(account, config.QT_SYMBOLS, baseUrl);
}

function refused(expected: string, actual: string): BadEnvironment {
  return new BadEnvironment([{ field: 'QT_BINANCE_API_KEY', expected, actual }]);
}
