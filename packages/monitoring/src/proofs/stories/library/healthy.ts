import { PUSHED, PUSHED_SLOWLY } from '../../series/path.ts';
import type { Story } from '../story.ts';
import { awayIn, FOREVER, minutes } from '../system/incident.ts';

/** What happens in any week, and nobody needs to know. */
export const healthy: readonly Story[] = [
  { title: 'a healthy hour', incident: { minutes: 60 }, notified: [] },
  { title: 'a healthy hour of services that push', incident: { minutes: 60, path: PUSHED }, notified: [] },
  {
    title: 'a healthy hour of services that push once a minute',
    incident: { minutes: 60, path: PUSHED_SLOWLY },
    notified: [],
  },
  {
    title: 'an idle night in which three scans fail',
    incident: {
      minutes: 120,
      idle: true,
      failedScans: [minutes(30), minutes(55), minutes(100)],
    },
    notified: [],
  },
  {
    title: 'a rolling deploy of all services, the API with two replicas',
    incident: {
      minutes: 70,
      lives: {
        'qt-api': [awayIn([minutes(40), minutes(40) + 30]), awayIn([minutes(42), minutes(42) + 30])],
        'qt-scheduler': [awayIn([minutes(44), minutes(44) + 30])],
        'qt-retrain-worker': [awayIn([minutes(46), minutes(46) + 30])],
        'qt-risk-guard': [awayIn([minutes(48), minutes(48) + 30])],
        'qt-market-sim': [awayIn([minutes(50), minutes(50) + 30])],
      },
    },
    notified: [],
  },
  {
    title: 'one replica of the API restarts once',
    incident: { minutes: 70, lives: { 'qt-api': [FOREVER, awayIn([minutes(40), minutes(40) + 45])] } },
    notified: [],
  },
  {
    title: 'the only replica of the API restarts once',
    incident: { minutes: 70, lives: { 'qt-api': [awayIn([minutes(40), minutes(40) + 45])] } },
    notified: [],
  },
  {
    title: 'a new installation',
    incident: {
      minutes: 60,
      lives: {
        'qt-api': [[[0, Number.POSITIVE_INFINITY]]],
        'qt-scheduler': [[[0, Number.POSITIVE_INFINITY]]],
        'qt-retrain-worker': [[[0, Number.POSITIVE_INFINITY]]],
        'qt-risk-guard': [[[0, Number.POSITIVE_INFINITY]]],
      },
    },
    notified: [],
  },
];
