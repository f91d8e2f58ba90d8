import type { Story } from '../story.ts';
import { minutes } from '../system/incident.ts';

const FROM = minutes(90);

/** A share between two hours. */
const during = (from: number, to: number, share: number) => (t: number) =>
  minutes(from * 60) <= t && t < minutes(to * 60) ? share : 0;

/** What those who use the API notice, and what fills its disk. */
export const users: readonly Story[] = [
  {
    title: 'prices are refused for two minutes',
    incident: { minutes: 130, pricesFail: [[FROM, FROM + minutes(2)]] },
    notified: ['95:50 high ApiErrorSpike (errors)', '98:50 resolved ApiErrorSpike'],
  },
  {
    title: 'prices are refused for twenty minutes',
    incident: { minutes: 170, pricesFail: [[FROM, FROM + minutes(20)]] },
    notified: ['95:50 high ApiErrorSpike (errors)', '116:50 resolved ApiErrorSpike'],
  },
  {
    title: 'half of the requests are slow for twenty minutes',
    incident: { minutes: 170, slow: [[FROM, FROM + minutes(20)]] },
    notified: [],
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
  {
    title: 'every request is slow for an hour',
    incident: { minutes: 200, slowShare: during(1.5, 2.5, 1) },
    notified: ['135:35 high ApiLatencyFastBurn (burn_1h)', '151:35 resolved ApiLatencyFastBurn'],
  },
  {
    title: 'a tenth of the requests fails for three hours',
    incident: { minutes: 13 * 60, step: 60, failedShare: during(8, 11, 0.1) },
    notified: [
      '487:20 high ApiErrorSpike (errors)',
      '548:20 high ApiErrorSpike (errors)',
      '609:20 high ApiErrorSpike (errors)',
      '663:20 resolved ApiErrorSpike',
    ],
  },
  {
    title: 'one request in 25 fails for six hours',
    incident: { minutes: 16 * 60, step: 60, failedShare: during(8, 14, 0.04) },
    notified: [
      '752:20 high ApiAvailabilityFastBurn (burn_6h)',
      '813:20 high ApiAvailabilityFastBurn (burn_6h)',
      '840:20 resolved ApiAvailabilityFastBurn',
    ],
  },
  {
    title: 'one request in 40 fails for eighteen hours',
    incident: { minutes: 46 * 60, step: 150, failedShare: during(26, 44, 0.025) },
    mostPages: 0,
    notified: ['2425:30 medium ApiAvailabilitySlowBurn (burn_1d)', '2690:30 resolved ApiAvailabilitySlowBurn'],
  },
  {
    title: 'a quarter of the requests is slow for eighteen hours',
    incident: { minutes: 46 * 60, step: 150, slowShare: during(26, 44, 0.25) },
    mostPages: 0,
    notified: ['2423:00 medium ApiLatencySlowBurn (burn_1d)', '2688:00 resolved ApiLatencySlowBurn'],
  },
];
