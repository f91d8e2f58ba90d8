import { PUSHED } from '../../series/path.ts';
import type { Story } from '../story.ts';
import { minutes } from '../system/incident.ts';

const FROM = minutes(40);

export const telemetry: readonly Story[] = [
  {
    title: 'Prometheus restarts and takes no sample for two minutes',
    incident: { minutes: 80, unseen: [[FROM, FROM + minutes(2)]] },
    notified: [],
  },
  {
    title: 'the Collector restarts and loses a minute',
    incident: { minutes: 80, path: PUSHED, unseen: [[FROM, FROM + minutes(1)]] },
    notified: [],
  },
  {
    title: 'the Collector is killed and comes back after ten minutes',
    incident: {
      minutes: 80,
      path: PUSHED,
      unseen: [[FROM, FROM + minutes(10)]],
      exportsFail: [[FROM, FROM + minutes(10)]],
    },
    notified: [
      '43:25 high RiskGuardDown (gone)',
      '44:25 high SchedulerStalled (gone)',
      '44:25 high TelemetryTargetDown (api_gone qt-api; retrain_worker_gone qt-retrain-worker)',
      '50:25 resolved RiskGuardDown',
      '50:25 resolved SchedulerStalled',
      '50:25 resolved TelemetryTargetDown',
    ],
    tooMany: 'issue 12: no alert says that the Collector is down, and three say that services are',
  },
];
