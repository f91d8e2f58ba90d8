import type { Series } from '../../series/series.ts';
import { api } from './api.ts';
import { factsOf } from './facts.ts';
import type { Incident } from './incident.ts';
import { infrastructure } from './infrastructure.ts';
import { service } from './process.ts';
import { retrainWorker } from './retrain-worker.ts';
import { riskGuard } from './risk-guard.ts';
import { scheduler } from './scheduler.ts';

/** Its replicas are at other addresses. */
const STAGING_FROM = 5;

/** Every series of all five services that a rule reads, throughout an incident. */
export function systemSeries(incident: Incident): Series[] {
  const { staging } = incident;
  const facts = factsOf(incident);
  return [
    ...api(facts),
    ...scheduler(facts),
    ...retrainWorker(facts),
    ...riskGuard(facts),
    ...service(facts, 'qt-market-sim', () => undefined),
    ...infrastructure(facts),
    ...(staging === undefined ? [] : systemSeries({ ...staging, firstReplica: STAGING_FROM })),
  ];
}
