import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import type { WalkReport } from '@qt/contracts';
import { System, until } from '@qt/test-kit';
import { type Longest, longestTurns, type Watched } from './turns.ts';

const PROBE = pathToFileURL(resolve(import.meta.dirname, '../../dist/walk/turn-probe.js')).href;
const CONTROL = resolve(import.meta.dirname, '../../dist/walk/control.js');
const TOKEN = 'the-bench-asks-as-a-service';
/** Limits that do not bind: what is measured is the way, not the risk rules. */
const WIDE_LIMITS = {
  QT_PAPER_BALANCE: '100000000',
  QT_MAX_DAILY_LOSS: '100000000',
  QT_MAX_ORDERS_PER_MINUTE: '1000000',
  QT_MAX_CANCELS_PER_MINUTE: '1000000',
  QT_MAX_OPEN_POSITIONS: '100000',
  QT_MAX_GROSS_EXPOSURE: '100000000',
};
const HOUR_S = '3600';
const PATIENCE_MS = 300_000;

/** One walk asked for, and how long its answer took. */
export interface Walk {
  readonly ms: number;
  readonly report: WalkReport;
}

/** The whole system with a probe in each process, and an idle process beside it. */
export class WalkingSystem {
  readonly system: System;
  readonly #turns: string;
  readonly #control: ChildProcess;
  /** The memory of a Node process that does nothing, bytes. */
  readonly bareRss: Promise<number>;

  private constructor(system: System, turns: string, control: ChildProcess) {
    this.system = system;
    this.#turns = turns;
    this.#control = control;
    this.bareRss = once(control, 'message').then(([message]) => (message as { rss: number }).rss);
  }

  /** As `start` does it, on the default symbols. */
  static startDefault(): Promise<WalkingSystem> {
    return WalkingSystem.#start({});
  }

  /** With so many symbols, and walks only when they are asked for; its kill switch is on. */
  static startScaled(symbols: number): Promise<WalkingSystem> {
    return WalkingSystem.#start({
      ...WIDE_LIMITS,
      QT_SYMBOLS: namesOf(symbols).join(),
      QT_KILL_SWITCH: 'true',
      QT_JOB_WARM_MARKET_CACHES_INTERVAL_SECONDS: HOUR_S,
      QT_JOB_SIGNAL_SCAN_INTERVAL_SECONDS: HOUR_S,
    });
  }

  static async #start(env: Record<string, string>): Promise<WalkingSystem> {
    const turns = mkdtempSync(join(tmpdir(), 'qt-bench-turns-'));
    const control = fork(CONTROL, { execArgv: ['--import', PROBE], env: { ...process.env, BENCH_TURNS: turns } });
    const probed = { QT_SERVICE_TOKEN: TOKEN, NODE_OPTIONS: `--import ${PROBE}`, BENCH_TURNS: turns };
    return new WalkingSystem(await System.start({ env: { ...probed, ...env } }), turns, control);
  }

  async ready(): Promise<void> {
    const isReady = async () => (await fetch(`${this.system.url('api')}/health/ready`)).ok || undefined;
    await until('the api to be ready', isReady, PATIENCE_MS);
  }

  warm(): Promise<Walk> {
    return this.#walk('/internal/market/warm');
  }

  scan(): Promise<Walk> {
    return this.#walk('/internal/scan');
  }

  async #walk(path: string): Promise<Walk> {
    const headers = { authorization: `Bearer ${TOKEN}` };
    return until(`an answer of ${path}`, async () => {
      const began = performance.now();
      const response = await fetch(`${this.system.url('api')}${path}`, { method: 'POST', headers });
      const report = (await response.json()) as WalkReport;
      // Refused while the scheduler's own one runs.
      return response.ok ? { ms: performance.now() - began, report } : undefined;
    });
  }

  /** The longest waits of each process while the activity goes on. */
  async during(activity: () => Promise<unknown>): Promise<Record<Watched, Longest>> {
    const from = Date.now();
    await activity();
    // The probes note once a second.
    await pause(1100);
    return longestTurns(this.#turns, from, Date.now());
  }

  async stop(): Promise<void> {
    this.#control.kill();
    await this.system.stop();
    rmSync(this.#turns, { recursive: true, force: true });
  }
}

function namesOf(count: number): string[] {
  return Array.from({ length: count }, (_, n) => `S${String(n).padStart(4, '0')}USDT`);
}
