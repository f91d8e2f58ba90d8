import type { Story } from '../story.ts';
import { minutes } from '../system/incident.ts';

const FROM = minutes(90);

/** What those who use the API notice, and what fills its disk. */
export const users: readonly Story[] = [
  {
    title: 'prices are refused for two minutes',
    incident: { minutes: 130, pricesFail: [[FROM, FROM + minutes(2)]] },
    notified: [
      '93:45 medium ApiAvailabilitySlowBurn (burn_3d)',
      '95:40 high ApiErrorSpike (errors)',
      '96:40 resolved ApiErrorSpike',
    ],
  },
  {
    title: 'prices are refused for twenty minutes',
    incident: { minutes: 170, pricesFail: [[FROM, FROM + minutes(20)]] },
    notified: [
      '93:15 medium ApiAvailabilitySlowBurn (burn_3d)',
      '95:40 high ApiErrorSpike (errors)',
      '98:25 high ApiAvailabilityFastBurn (burn_6h)',
      '102:25 high ApiAvailabilityFastBurn (burn_1h; burn_6h)',
      '114:25 high ApiAvailabilityFastBurn (burn_6h)',
      '114:40 resolved ApiErrorSpike',
      '140:25 resolved ApiAvailabilityFastBurn',
      '143:15 medium ApiAvailabilitySlowBurn (burn_1d; burn_3d)',
    ],
    tooMany: 'issue 12: the error spike pages beside the fast burn, whose windows have no full history',
  },
  {
    title: 'half of the requests are slow for twenty minutes',
    incident: { minutes: 170, slow: [[FROM, FROM + minutes(20)]] },
    notified: ['102:30 medium ApiLatencySlowBurn (burn_3d)'],
  },
  {
    title: 'the disk of the risk guard fills up and is cleaned',
    incident: {
      minutes: 240,
      diskFree: { 'qt-risk-guard': (t) => (t < minutes(200) ? Math.max(4, 40 - t / 300) : 40) },
    },
    notified: [
      '45:30 medium DataDiskFilling (rate qt-risk-guard)',
      '155:30 medium DataDiskFilling (low qt-risk-guard; rate qt-risk-guard)',
      '200:30 medium DataDiskFilling (rate qt-risk-guard)',
      '205:30 resolved DataDiskFilling',
    ],
  },
];
