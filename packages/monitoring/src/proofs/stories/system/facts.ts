import type { JobId, ServiceName, TradingBlock } from '@qt/catalogue';
import { type Grid, latestOf } from './grid.ts';
import { FOREVER, type Incident, LOSS_LIMIT, MODEL_MAX_AGE, minutes, within } from './incident.ts';
import { JOB_INTERVALS, jobRuns, type Runs } from './jobs.ts';
import { lasting, withoutExchangePrices, withoutPrices } from './providers.ts';

/** What follows from an incident, for every service to read. */
export interface Facts {
  readonly incident: Incident;
  readonly grid: Grid;
  readonly runs: Readonly<Record<JobId, Runs>>;
  isUp(service: ServiceName, t: number): boolean;
  /** When the model that decides was trained. */
  trainedAt(t: number): number;
  /** Why no order that opens a position would go out. */
  blocks(t: number): readonly TradingBlock[];
}

/** QT_MAX_PRICE_AGE_SECONDS by default. */
const PRICE_MAX_AGE = 90;
const TRAINED_LATELY = [-3600];

export function factsOf(incident: Incident): Facts {
  const grid: Grid = { step: incident.step ?? 15, until: minutes(incident.minutes) };
  const isUp = (service: ServiceName, t: number) =>
    (incident.lives?.[service] ?? [FOREVER]).some((lives) => lives.some(([from, to]) => from <= t && t < to));
  const [unpriced, priceless] = [withoutExchangePrices(incident), withoutPrices(incident)];
  // Without any price the last one of the exchange serves for a while; another source's never does.
  const shownOnly = (t: number) => within(unpriced, t) && !within(priceless, t);
  const trainedAt = latestOf(grid, incident.trained ?? TRAINED_LATELY, Number.NEGATIVE_INFINITY);
  const blocking: Partial<Record<TradingBlock, (t: number) => boolean>> = {
    kill_switch: (t) => within(incident.killSwitch, t) && isUp('qt-risk-guard', t),
    store_unavailable: (t) => within(incident.guardStoreFull, t),
    reconciliation: (t) => (incident.booksDiffered ?? []).includes(t),
    daily_loss_limit: (t) => (incident.dailyLoss?.(t) ?? 0) >= LOSS_LIMIT,
    risk_guard_unavailable: (t) => !isUp('qt-risk-guard', t),
    price_unavailable: (t) => shownOnly(t) || lasting(priceless, t) >= PRICE_MAX_AGE,
    model_expired: (t) => t - trainedAt(t) >= MODEL_MAX_AGE,
  };
  const blocks = (t: number) =>
    (Object.keys(blocking) as TradingBlock[]).filter((reason) => blocking[reason]?.(t) ?? false);
  const jobs = Object.keys(JOB_INTERVALS) as JobId[];
  const runs = Object.fromEntries(jobs.map((job) => [job, jobRuns(incident, job, grid, isUp)]));
  return { incident, grid, isUp, trainedAt, blocks, runs: runs as Record<JobId, Runs> };
}
