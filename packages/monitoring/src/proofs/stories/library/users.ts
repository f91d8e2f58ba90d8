import type { Story } from '../story.ts';
import { minutes } from '../system/incident.ts';

const FROM = minutes(90);

/** What those who use the API notice, and what fills its disk. */
export const users: readonly Story[] = [
  {
    title: 'prices are refused for two minutes',
    incident: { minutes: 130, pricesFail: [[FROM, FROM + minutes(2)]] },
    notified: ['95:50 high ApiErrorSpike (errors)', '96:50 resolved ApiErrorSpike'],
  },
  {
    title: 'prices are refused for twenty minutes',
    incident: { minutes: 170, pricesFail: [[FROM, FROM + minutes(20)]] },
    notified: ['95:50 high ApiErrorSpike (errors)', '114:50 resolved ApiErrorSpike'],
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
];
