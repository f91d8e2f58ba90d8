import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { FaultyCollector, System, until } from '@qt/test-kit';
import { type Load, loadOf } from '../load.ts';
import { FAULTS, type Fault } from './faults.ts';

/** Who orders at once. */
export const CALLERS = 8;
/** What decides on an order and books it. */
export const MEASURED = ['api', 'risk-guard'] as const;
export type Measured = (typeof MEASURED)[number];
const PAIRS = [
  ['BTCUSDT', '0.001'],
  ['ETHUSDT', '0.02'],
  ['SOLUSDT', '0.3'],
] as const;
const HOUR_S = '3600';
/** Limits that do not bind, no jobs beside the orders, and a push each second. */
const ENVIRONMENT = {
  QT_PAPER_BALANCE: '100000000',
  QT_MAX_DAILY_LOSS: '100000000',
  QT_MAX_ORDERS_PER_MINUTE: '1000000',
  QT_MAX_CANCELS_PER_MINUTE: '1000000',
  QT_JOB_WARM_MARKET_CACHES_INTERVAL_SECONDS: HOUR_S,
  QT_JOB_SIGNAL_SCAN_INTERVAL_SECONDS: HOUR_S,
  OTEL_METRIC_EXPORT_INTERVAL: '1000',
  OTEL_EXPORTER_OTLP_TIMEOUT: '5000',
};
const PATIENCE_MS = 300_000;

export interface Turn extends Load {
  /** Orders that were not filled. */
  readonly unfilled: number;
  /** The slower one of engaging and releasing the kill switch. */
  readonly killSwitchMs: number;
}

/** Of one service, since its start. */
export interface State {
  readonly memoryMib: number;
  /** Spans and data points that could not be sent. */
  readonly lostItems: number;
  readonly lostLines: number;
  /** Files and sockets; NaN where there is no /proc. */
  readonly openFiles: number;
}

/** The whole system, traded on by hand, and the Collector that it sends everything to. */
export class TradingSystem {
  readonly system: System;
  /** The different answers to orders that were not filled. */
  readonly refusals = new Set<string>();
  readonly #collector: FaultyCollector;
  readonly #callers: readonly (() => Promise<void>)[];
  #unfilled = 0;

  private constructor(system: System, collector: FaultyCollector) {
    this.system = system;
    this.#collector = collector;
    this.#callers = Array.from({ length: CALLERS }, (_, n) => this.#caller(n));
  }

  static async start(): Promise<TradingSystem> {
    const collector = await FaultyCollector.absent();
    await collector.come();
    const system = await System.start({ env: { ...ENVIRONMENT, OTEL_EXPORTER_OTLP_ENDPOINT: collector.url } });
    const trading = new TradingSystem(system, collector);
    try {
      await system.untilTrading(PATIENCE_MS);
      await until('an order to fill', async () => (await trading.#order(0, 'buy')) || undefined, PATIENCE_MS);
      return trading;
    } catch (error) {
      await trading.stop();
      throw error;
    }
  }

  /** Does the work while these faults last. */
  async during<T>(faults: readonly Fault[], work: () => Promise<T>): Promise<T> {
    for (const fault of faults) await FAULTS[fault].begin(this.system, this.#collector);
    try {
      return await work();
    } finally {
      for (const fault of faults) await FAULTS[fault].end(this.system, this.#collector);
    }
  }

  /** Orders go on for so long; then the kill switch is used. */
  async turn(seconds: number): Promise<Turn> {
    const before = this.#unfilled;
    const load = await loadOf(this.#callers, seconds);
    const unfilled = this.#unfilled - before;
    return { ...load, unfilled, killSwitchMs: Math.max(await this.#killSwitch(true), await this.#killSwitch(false)) };
  }

  /** What each of the measured services says about itself. */
  async now(): Promise<Readonly<Record<Measured, State>>> {
    const states = MEASURED.map(async (service) => [service, await this.#state(service)] as const);
    return Object.fromEntries(await Promise.all(states)) as Record<Measured, State>;
  }

  async stop(): Promise<void> {
    await this.system.stop();
    await this.#collector.go();
  }

  async #state(service: Measured): Promise<State> {
    const scrape = await this.system.scrape(service);
    const fds = `/proc/${this.system.pid(service)}/fd`;
    return {
      memoryMib: (scrape.sum('qt_process_resident_memory_bytes') ?? Number.NaN) / 2 ** 20,
      lostItems: scrape.sum('qt_telemetry_export_failures_total') ?? 0,
      lostLines: scrape.sum('qt_log_lines_dropped_total') ?? 0,
      openFiles: existsSync(fds) ? readdirSync(fds).length : Number.NaN,
    };
  }

  async #killSwitch(enabled: boolean): Promise<number> {
    const began = performance.now();
    const reply = await this.system.riskGuard().killSwitch({ body: { enabled, reason: 'bench' } });
    if (!reply.ok) throw new Error(`kill switch: ${reply.error.message}`);
    return performance.now() - began;
  }

  /** Buys and sells in turn, so that no position grows. */
  #caller(n: number): () => Promise<void> {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    let held = false;
    return async () => {
      if (await this.#order(n, held ? 'sell' : 'buy', agent)) held = !held;
      else this.#unfilled += 1;
    };
  }

  #order(n: number, side: 'buy' | 'sell', agent?: Agent): Promise<boolean> {
    const [symbol, quantity] = PAIRS[n % PAIRS.length] ?? PAIRS[0];
    const text = JSON.stringify({ client_order_id: randomUUID(), symbol, side, quantity });
    const headers = { 'content-type': 'application/json', 'content-length': text.length };
    return new Promise((resolve, reject) => {
      request(`${this.system.url('api')}/api/trades`, { method: 'POST', headers, agent }, (response) => {
        let answer = '';
        response.setEncoding('utf8').on('data', (part) => {
          answer += part;
        });
        response.once('end', () => {
          if (response.statusCode !== 201)
            this.refusals.add(`${response.statusCode} ${answer}`.replaceAll(/[-\da-f]{36}/g, '…'));
          resolve(response.statusCode === 201);
        });
      })
        .once('error', reject)
        .end(text);
    });
  }
}
