import { field } from './environment.ts';
import { urlField } from './service-environment.ts';

/** The URLs of the exchanges, for each service that calls them: the simulator, or with `QT_MARKET=live` the real ones. */
export function marketFields(env: NodeJS.ProcessEnv) {
  const live = env['QT_MARKET'] === 'live';
  const simulator = urlField('market-sim', env);
  const simulatorUrl = String(simulator.safeParse(undefined).data).replace(/\/+$/, '');
  return {
    QT_MARKET_SIM_URL: simulator,
    QT_BINANCE_URL: field.url(live ? 'https://api.binance.com' : simulatorUrl),
    QT_COINGECKO_URL: field.url(live ? 'https://api.coingecko.com' : `${simulatorUrl}/coingecko`),
    /** CoinGecko's coin ids by symbol, in addition to the well-known ones. */
    QT_COINGECKO_IDS: field.pairs(),
    QT_COINGECKO_API_KEY: field.secret(),
  };
}
