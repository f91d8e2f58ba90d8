import { setTimeout as pause } from 'node:timers/promises';
import { DEFAULT_PORTS, type ServiceId } from '@qt/contracts';
import { until } from '@qt/test-kit';
import { type Spread, spreadOf } from '../statistics.ts';
import { type LoopDelays, watchLoops } from './phases.ts';
import { WalkingSystem } from './walking-system.ts';

/** The system as `start` brings it up. */
export interface DefaultResult {
  readonly firstDecisionS: number;
  readonly firstTradeS: number;
  readonly loops: LoopDelays;
  /** Memory at rest, bytes. */
  readonly rss: Readonly<Record<ServiceId, number>>;
  /** That of a Node process that does nothing, bytes. */
  readonly bareRss: number;
}

/** The system with many symbols. */
export interface ScaledResult {
  readonly symbols: number;
  /** A scan of every symbol and profile that leads to no order, ms. */
  readonly scanMs: Spread;
  /** The first scan that may order. */
  readonly ordering: { readonly ms: number; readonly orders: number };
  /** A warm-up that follows a warm-up, ms. */
  readonly warmMs: Spread;
  readonly loops: LoopDelays | undefined;
}

const PATIENCE_MS = 300_000;
const REST_MS = 60_000;
const SCANS = 15;
const WARM_UPS = 5;

export async function measureDefault(): Promise<DefaultResult> {
  const began = performance.now();
  const walking = await WalkingSystem.startDefault();
  const { system } = walking;
  const seconds = () => (performance.now() - began) / 1000;
  try {
    await until(
      'the first decision',
      async () => ((await system.scrape('api')).sum('qt_trade_decisions_total') || undefined) && true,
      PATIENCE_MS,
    );
    const firstDecisionS = seconds();
    await until(
      'the first trade',
      async () => {
        const trades = await system.api().trades({ query: { limit: 1 } });
        return (trades.ok && trades.body.items.length > 0) || undefined;
      },
      PATIENCE_MS,
    );
    const firstTradeS = seconds();
    const loops = await watchLoops(walking);
    await pause(REST_MS);
    const rss = {} as Record<ServiceId, number>;
    for (const service of Object.keys(DEFAULT_PORTS) as ServiceId[]) {
      rss[service] = (await system.scrape(service)).sum('qt_process_resident_memory_bytes') ?? Number.NaN;
    }
    return { firstDecisionS, firstTradeS, loops, rss, bareRss: await walking.bareRss };
  } finally {
    await walking.stop();
  }
}

/** @param watched whether the event loops are watched too */
export async function measureScaled(symbols: number, watched: boolean): Promise<ScaledResult> {
  const walking = await WalkingSystem.startScaled(symbols);
  try {
    await walking.ready();
    await walking.warm();
    // The code has run before it is measured; with the kill switch on nothing is ordered.
    for (let n = 0; n < 3; n++) await walking.scan();
    const released = await walking.system.riskGuard().killSwitch({ body: { enabled: false, reason: 'bench' } });
    if (!released.ok) throw new Error(`kill switch: ${released.error.message}`);
    const first = await walking.scan();
    const ordering = { ms: first.ms, orders: first.report.orders };
    await walking.warm();
    const scans: number[] = [];
    for (let tries = 0; scans.length < SCANS && tries < 3 * SCANS; tries++) {
      const { ms, report } = await walking.scan();
      const { failures, orders, denials, symbols_done } = report;
      if (symbols_done !== symbols)
        throw new Error(`scan: expected ${symbols} symbols, actual ${symbols_done}: ${failures[0]?.error}`);
      if (orders === 0 && Object.keys(denials).length === 0) scans.push(ms);
    }
    const warmUps: number[] = [];
    for (let n = 0; n < WARM_UPS; n++) warmUps.push((await walking.warm()).ms);
    return {
      symbols,
      scanMs: spreadOf(scans),
      ordering,
      warmMs: spreadOf(warmUps),
      loops: watched ? await watchLoops(walking) : undefined,
    };
  } finally {
    await walking.stop();
  }
}
