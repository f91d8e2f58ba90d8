import { CACHES, type CacheName, PROFILES, PROVIDERS, TRADING_BLOCKS } from '@qt/catalogue';
import type { Labels, Series, ValueAt } from '../../series/series.ts';
import type { Facts } from './facts.ts';
import { counting, growing, latestOf } from './grid.ts';
import { within } from './incident.ts';
import { reachesModel } from './jobs.ts';
import { type Emit, service } from './process.ts';
import { calls, circuitOpen, lasting, unavailable, withoutPrices } from './providers.ts';

export function api(facts: Facts): Series[] {
  return service(facts, 'qt-api', (emit) => {
    requests(facts, emit);
    caches(facts, emit);
    providers(facts, emit);
    model(facts, emit);
    openConsoles(facts, emit);
    emit('qt_trading_allowed', {}, (t) => (facts.blocks(t).length === 0 ? 1 : 0));
    for (const reason of TRADING_BLOCKS) {
      emit('qt_trading_blocked', { reason }, (t) => (facts.blocks(t).includes(reason) ? 1 : 0));
    }
  });
}

const USER_REQUESTS = 6;
/** Enough that every share is a whole number. */
const HEAVY_LOAD = 1000;

function requests({ incident, grid, runs }: Facts, emit: Emit): void {
  const isHeavy = incident.failedShare !== undefined || incident.slowShare !== undefined;
  const each = incident.idle ? 0 : ((isHeavy ? HEAVY_LOAD : USER_REQUESTS) * grid.step) / 15;
  const of = (share: ((t: number) => number) | undefined, t: number) => Math.round(each * (share?.(t) ?? 0));
  const asked = growing(grid, (t) => each - of(incident.failedShare, t));
  const refused = growing(grid, (t) => of(incident.failedShare, t));
  const prices = isHeavy ? 0 : each;
  const answered = growing(grid, (t) => (within(incident.pricesFail, t) ? 0 : prices));
  const failed = growing(grid, (t) => (within(incident.pricesFail, t) ? prices : 0));
  const fast = growing(grid, (t) => (within(incident.slow, t) ? 0 : each - of(incident.slowShare, t)));
  const routes: readonly (readonly [labels: Labels, all: ValueAt, fast?: ValueAt])[] = [
    [{ route: '/api/prices/latest/:symbol', method: 'GET', status_code: '200' }, answered],
    [{ route: '/api/prices/latest/:symbol', method: 'GET', status_code: '503' }, failed],
    [{ route: '/api/signals', method: 'GET', status_code: '200' }, asked, fast],
    [{ route: '/api/signals', method: 'GET', status_code: '500' }, refused],
    [{ route: '/internal/scan', method: 'POST', status_code: '200' }, counting(grid, runs.signal_scan.all)],
    [{ route: '/internal/scan', method: 'POST', status_code: '500' }, () => 0],
    [
      { route: '/internal/market/warm', method: 'POST', status_code: '200' },
      counting(grid, runs.warm_market_caches.all),
    ],
    [{ route: '/health', method: 'GET', status_code: '200' }, growing(grid, () => 1)],
  ];
  for (const [labels, value, soon = value] of routes) {
    emit('qt_api_request_total', labels, value);
    emit('qt_api_request_duration_seconds_bucket', { ...labels, le: '0.25' }, soon);
  }
}

/** A lookup answered from the cache because the source fails is a miss. Candles are old 30 s after they were due. */
const CANDLES_FRESH = 60;

function caches({ incident, grid }: Facts, emit: Emit): void {
  const priceless = withoutPrices(incident);
  const binance = unavailable(incident, 'binance');
  const missing: Readonly<Record<CacheName, (t: number) => boolean>> = {
    price: (t) => lasting(priceless, t) > CANDLES_FRESH,
    candle: (t) => lasting(binance, t) > CANDLES_FRESH,
    signal: () => false,
  };
  const lookups = (cache: CacheName) => (incident.idle && cache !== 'candle' ? 0 : (4 * grid.step) / 15);
  for (const cache_name of CACHES) {
    const misses = (t: number) => missing[cache_name](t) || within(incident.cacheEmpty?.[cache_name], t);
    const count = lookups(cache_name);
    const hit = growing(grid, (t) => (misses(t) ? 0 : count));
    const miss = growing(grid, (t) => (misses(t) ? count : 0));
    emit('qt_cache_hits_total', { cache_name, result: 'hit' }, hit);
    emit('qt_cache_hits_total', { cache_name, result: 'miss' }, miss);
  }
}

function providers({ incident, grid }: Facts, emit: Emit): void {
  for (const provider of PROVIDERS) {
    const isOpen = circuitOpen(incident, provider);
    const { attempts, failed } = calls(incident, provider, grid.step);
    const isStuck = (t: number) => within(incident.breakerStuck?.[provider], t);
    emit('qt_provider_circuit_open', { provider }, (t) => (within(isOpen, t) || isStuck(t) ? 1 : 0));
    emit('qt_provider_latency_seconds_count', { provider }, growing(grid, attempts));
    emit('qt_provider_failures_total', { provider }, growing(grid, failed));
  }
}

function model({ incident, grid, runs, isUp, trainedAt }: Facts, emit: Emit): void {
  const inferred = runs.signal_scan.all.filter((t) => reachesModel(incident, t, isUp));
  const latest = latestOf(grid, inferred, -55);
  emit('qt_model_trained_timestamp_seconds', {}, trainedAt);
  for (const profile of PROFILES) {
    emit('qt_model_confidence_threshold', { profile }, () => 0.55);
    emit('qt_model_last_inference_timestamp_seconds', { profile }, latest);
    // There is no result until the first scan of a process.
    emit('qt_model_confidence', { profile, model_version: 'm1' }, (t, [from]) =>
      latest(t) >= from ? (incident.confidence?.(t) ?? 0.62) : undefined,
    );
  }
}

function openConsoles({ incident, grid }: Facts, emit: Emit): void {
  const { consoleOpened = [], consoleDead = [], consoleErrors = [] } = incident;
  emit('qt_console_openings_total', { stage: 'served' }, counting(grid, [...consoleOpened, ...consoleDead]));
  emit('qt_console_openings_total', { stage: 'started' }, counting(grid, consoleOpened));
  emit('qt_console_errors_total', { kind: 'error' }, counting(grid, consoleErrors));
  emit('qt_console_errors_total', { kind: 'rejection' }, () => 0);
}
