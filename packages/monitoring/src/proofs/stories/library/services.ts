import type { Life } from '../../series/path.ts';
import type { Story } from '../story.ts';
import { awayIn, minutes, type Span } from '../system/incident.ts';

const FROM = minutes(40);

/** A crash each minute, 15 s after which the next process starts. */
const crashes = (count: number): readonly Life[] =>
  awayIn(...Array.from({ length: count }, (_, n): Span => [FROM + minutes(n), FROM + minutes(n) + 15]));

export const services: readonly Story[] = [
  {
    title: 'the risk guard is killed and comes back after ten minutes',
    incident: { minutes: 80, lives: { 'qt-risk-guard': [awayIn([FROM, FROM + minutes(10)])] } },
    notified: ['41:20 high RiskGuardDown (gone)', '50:20 resolved RiskGuardDown'],
  },
  {
    title: 'the scheduler is killed and comes back after ten minutes',
    incident: { minutes: 80, lives: { 'qt-scheduler': [awayIn([FROM, FROM + minutes(10)])] } },
    notified: ['42:20 high SchedulerStalled (gone)', '50:20 resolved SchedulerStalled'],
  },
  {
    title: 'the API is killed and comes back after ten minutes',
    incident: { minutes: 80, lives: { 'qt-api': [awayIn([FROM, FROM + minutes(10)])] } },
    notified: [
      '42:20 high TelemetryTargetDown (api_gone qt-api; scrape_failed qt-api)',
      '50:20 resolved TelemetryTargetDown',
    ],
  },
  {
    title: 'the retrain worker is killed and comes back after ten minutes',
    incident: { minutes: 80, lives: { 'qt-retrain-worker': [awayIn([FROM, FROM + minutes(10)])] } },
    notified: [
      '42:20 high TelemetryTargetDown (retrain_worker_gone qt-retrain-worker; scrape_failed qt-retrain-worker)',
      '50:20 resolved TelemetryTargetDown',
    ],
  },
  {
    title: 'the API crashes each minute for twenty minutes',
    incident: { minutes: 80, lives: { 'qt-api': [crashes(20)] } },
    notified: ['42:35 high ServiceRestarting (restarts qt-api)', '72:35 resolved ServiceRestarting'],
  },
  {
    title: 'the risk guard crashes each minute for twenty minutes',
    incident: { minutes: 80, lives: { 'qt-risk-guard': [crashes(20)] } },
    notified: ['42:35 high ServiceRestarting (restarts qt-risk-guard)', '72:35 resolved ServiceRestarting'],
  },
  {
    title: 'the scheduler crashes each minute for twenty minutes',
    incident: { minutes: 80, lives: { 'qt-scheduler': [crashes(20)] } },
    notified: ['42:35 high ServiceRestarting (restarts qt-scheduler)', '72:35 resolved ServiceRestarting'],
  },
  {
    title: 'scans hang for twenty minutes, and everything else answers',
    incident: { minutes: 90, stuckScans: [[FROM, FROM + minutes(20)]] },
    notified: [
      '42:45 medium ModelInferenceStale (stale aggressive; stale balanced; stale conservative)',
      '43:35 high SchedulerStalled (crash_loop signal_scan; late signal_scan)',
      '60:35 resolved SchedulerStalled',
      '62:45 resolved ModelInferenceStale',
    ],
  },
  {
    title: 'the API is too busy to answer in time for a quarter of an hour',
    incident: { minutes: 80, busy: { 'qt-api': [[FROM, FROM + minutes(15)]] } },
    mostPages: 0,
    notified: ['45:30 medium EventLoopHeld (held qt-api)', '55:30 resolved EventLoopHeld'],
  },
  {
    title: 'a training hangs for two hours',
    incident: { minutes: 200, stuckTraining: [FROM, FROM + minutes(120)] },
    mostPages: 0,
    notified: ['100:45 medium RetrainOverdue (stuck)', '160:45 resolved RetrainOverdue'],
  },
  {
    title: 'the clock of the scheduler jumps an hour ahead and is set back after ten minutes',
    incident: { minutes: 80, clockAhead: (t) => (FROM <= t && t < FROM + minutes(10) ? 3600 : 0) },
    notified: [
      '42:35 high SchedulerStalled (future qt-scheduler signal_scan; future qt-scheduler synthetic_checks; future qt-scheduler warm_market_caches)',
      '45:45 medium ClockSkew (offset binance; offset coingecko)',
      '50:35 resolved SchedulerStalled',
      '50:45 resolved ClockSkew',
    ],
  },
  {
    title: 'the clock of the scheduler is two seconds ahead for twenty minutes',
    incident: { minutes: 80, clockAhead: (t) => (FROM <= t && t < FROM + minutes(20) ? 2 : 0) },
    mostPages: 0,
    notified: ['45:45 medium ClockSkew (offset binance; offset coingecko)', '60:45 resolved ClockSkew'],
  },
];
