import type { Story } from '../story.ts';
import { minutes } from '../system/incident.ts';

const FROM = minutes(40);

/** Binance fails, and CoinGecko's prices show: nothing is bought, of which somebody hears who is longer without than a minute. */
const outage = (length: number, notified: readonly string[]): Story => ({
  title: `Binance is away for ${length} min, and CoinGecko's prices show`,
  incident: { minutes: 80, providersDown: { binance: [[FROM, FROM + minutes(length)]] } },
  notified,
});

export const providers: readonly Story[] = [
  outage(1, []),
  outage(4, ['41:20 high TradingHalted (blocked)', '44:20 resolved TradingHalted']),
  outage(10, ['41:20 high TradingHalted (blocked)', '50:20 resolved TradingHalted']),
  {
    title: 'both providers are away for ten minutes',
    incident: {
      minutes: 80,
      providersDown: { binance: [[FROM, FROM + minutes(10)]], coingecko: [[FROM, FROM + minutes(10)]] },
    },
    notified: ['42:50 high TradingHalted (blocked)', '50:50 resolved TradingHalted'],
  },
  {
    title: "Binance is away for half an hour, and CoinGecko's prices show",
    incident: { minutes: 100, providersDown: { binance: [[FROM, FROM + minutes(30)]] } },
    notified: ['41:20 high TradingHalted (blocked)', '70:20 resolved TradingHalted'],
  },
  {
    title: 'CoinGecko is away for half an hour, which nobody needs while Binance answers',
    incident: { minutes: 100, providersDown: { coingecko: [[FROM, FROM + minutes(30)]] } },
    mostPages: 0,
    notified: ['45:45 medium SyntheticCheckFailing (failing coingecko)', '70:45 resolved SyntheticCheckFailing'],
  },
  {
    title: 'Binance refuses most calls of the API for half an hour, but no check',
    incident: { minutes: 100, mostCallsFail: { binance: [[FROM, FROM + minutes(30)]] } },
    mostPages: 0,
    notified: ['54:45 medium ProviderFailureRate (failures binance)', '74:45 resolved ProviderFailureRate'],
  },
  {
    title: 'the circuit breaker of the API for CoinGecko stays open, although checks succeed',
    incident: { minutes: 100, breakerStuck: { coingecko: [[FROM, FROM + minutes(30)]] } },
    mostPages: 0,
    notified: ['55:30 medium ProviderCircuitOpen (open qt-api coingecko)', '70:30 resolved ProviderCircuitOpen'],
  },
  {
    title: 'users ask for half an hour for signals that are not in the cache',
    incident: { minutes: 100, cacheEmpty: { signal: [[FROM, FROM + minutes(30)]] } },
    mostPages: 0,
    notified: ['52:45 medium CacheMisses (misses signal)', '72:45 resolved CacheMisses'],
  },
];
