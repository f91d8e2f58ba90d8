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
    notified: [
      '41:10 high RiskGuardDown (gone)',
      '50:10 resolved RiskGuardDown',
      '50:25 high SchedulerStalled (degraded signal_scan)',
      '54:25 resolved SchedulerStalled',
    ],
    tooMany: 'issue 12: degraded runs fire for minutes after their cause is gone, so nothing inhibits them any longer',
  },
  {
    title: 'the scheduler is killed and comes back after ten minutes',
    incident: { minutes: 80, lives: { 'qt-scheduler': [awayIn([FROM, FROM + minutes(10)])] } },
    notified: ['42:10 high SchedulerStalled (gone)', '50:10 resolved SchedulerStalled'],
  },
  {
    title: 'the API is killed and comes back after ten minutes',
    incident: { minutes: 80, lives: { 'qt-api': [awayIn([FROM, FROM + minutes(10)])] } },
    notified: [
      '42:10 high TelemetryTargetDown (api_gone qt-api; scrape_failed qt-api)',
      '50:10 resolved TelemetryTargetDown',
      '50:25 high SchedulerStalled (degraded signal_scan; degraded warm_market_caches)',
      '54:25 high SchedulerStalled (degraded warm_market_caches)',
      '55:25 resolved SchedulerStalled',
    ],
    tooMany: 'issue 12: degraded runs fire for minutes after their cause is gone, so nothing inhibits them any longer',
  },
  {
    title: 'the retrain worker is killed and comes back after ten minutes',
    incident: { minutes: 80, lives: { 'qt-retrain-worker': [awayIn([FROM, FROM + minutes(10)])] } },
    notified: [
      '42:10 high TelemetryTargetDown (retrain_worker_gone qt-retrain-worker; scrape_failed qt-retrain-worker)',
      '50:10 resolved TelemetryTargetDown',
    ],
  },
  {
    title: 'the API crashes each minute for twenty minutes',
    incident: { minutes: 80, lives: { 'qt-api': [crashes(20)] } },
    notified: [
      '42:25 high ServiceRestarting (restarts qt-api)',
      '45:25 high SchedulerStalled (degraded signal_scan)',
      '48:25 high SchedulerStalled (degraded signal_scan; degraded warm_market_caches)',
      '64:25 resolved SchedulerStalled',
      '72:25 resolved ServiceRestarting',
    ],
    tooMany: 'issue 12: ServiceRestarting does not inhibit the degraded runs of the jobs that call the service',
  },
  {
    title: 'the risk guard crashes each minute for twenty minutes',
    incident: { minutes: 80, lives: { 'qt-risk-guard': [crashes(20)] } },
    notified: [
      '42:25 high ServiceRestarting (restarts qt-risk-guard)',
      '45:25 high SchedulerStalled (degraded signal_scan)',
      '64:25 resolved SchedulerStalled',
      '72:25 resolved ServiceRestarting',
    ],
    tooMany: 'issue 12: ServiceRestarting does not inhibit the degraded runs of the jobs that call the service',
  },
  {
    title: 'the scheduler crashes each minute for twenty minutes',
    incident: { minutes: 80, lives: { 'qt-scheduler': [crashes(20)] } },
    notified: [
      '42:25 high ServiceRestarting (restarts qt-scheduler)',
      '42:45 medium ModelInferenceStale (stale aggressive; stale balanced; stale conservative)',
      '43:25 high SchedulerStalled (crash_loop signal_scan; crash_loop synthetic_checks)',
      '60:25 resolved SchedulerStalled',
      '62:45 resolved ModelInferenceStale',
      '72:25 resolved ServiceRestarting',
    ],
    tooMany: 'issue 12: ServiceRestarting does not inhibit SchedulerStalled for the same service',
  },
];
