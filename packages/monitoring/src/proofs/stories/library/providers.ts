import type { Story } from '../story.ts';
import { minutes } from '../system/incident.ts';

const FROM = minutes(40);

/** Binance fails and CoinGecko takes over: prices still come, so nobody has to get up. */
const blip = (length: number, reaction: Pick<Story, 'notified' | 'tooMany'>): Story => ({
  title: `Binance is away for ${length} min and CoinGecko takes over`,
  incident: { minutes: 80, providersDown: { binance: [[FROM, FROM + minutes(length)]] } },
  mostPages: 0,
  ...reaction,
});

export const providers: readonly Story[] = [
  blip(1, { notified: [] }),
  blip(4, {
    notified: ['45:25 high SchedulerStalled (degraded warm_market_caches)', '49:25 resolved SchedulerStalled'],
    tooMany: 'issue 12: prices still come, yet the scheduler pages, and does not name Binance',
  }),
  blip(10, {
    notified: [
      '45:25 high SchedulerStalled (degraded warm_market_caches)',
      '45:45 medium ModelInferenceStale (stale aggressive; stale balanced; stale conservative)',
      '45:45 medium SyntheticCheckFailing (failing binance)',
      '48:25 high SchedulerStalled (degraded signal_scan; degraded warm_market_caches)',
      '50:45 resolved SyntheticCheckFailing',
      '55:25 resolved SchedulerStalled',
      '55:45 resolved ModelInferenceStale',
    ],
    tooMany: 'issue 12: each consequence notifies, and none names Binance',
  }),
  {
    title: 'both providers are away for ten minutes',
    incident: {
      minutes: 80,
      providersDown: { binance: [[FROM, FROM + minutes(10)]], coingecko: [[FROM, FROM + minutes(10)]] },
    },
    notified: [
      '42:40 high TradingHalted (blocked)',
      '45:45 medium ModelInferenceStale (stale aggressive; stale balanced; stale conservative)',
      '50:25 high SchedulerStalled (degraded signal_scan; degraded warm_market_caches)',
      '50:40 resolved TradingHalted',
      '55:25 resolved SchedulerStalled',
      '55:45 resolved ModelInferenceStale',
    ],
    tooMany: 'issue 12: degraded runs fire for minutes after their cause is gone, so nothing inhibits them any longer',
  },
];
