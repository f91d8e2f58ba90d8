import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { recordingInstruments, recordingLog } from '@qt/telemetry/testing';
import { limits, NOW } from '../domain/check-order.fixture.ts';
import type { Limits } from '../domain/limits.ts';
import { Orders } from '../orders/orders.service.ts';
import type { GuardStore } from '../store/guard.repository.ts';
import { SqliteGuardStore } from '../store/sqlite-guard.repository.ts';
import { observeRisk } from './risk.metrics.ts';
import { Controls } from './risk.service.ts';
import { Guard } from './risk-engine.ts';

export interface RunningGuard {
  readonly guard: Guard;
  readonly orders: Orders;
  readonly controls: Controls;
  readonly store: GuardStore;
  readonly log: ReturnType<typeof recordingLog>;
  readonly metrics: ReturnType<typeof recordingInstruments>;
}

export interface StartOptions {
  readonly limits?: Partial<Limits>;
  readonly killSwitch?: boolean;
}

/** A folder and a clock in which guards start and end, one after the other, as processes do. */
export function guardHouse() {
  const folder = mkdtempSync(join(tmpdir(), 'qt-risk-guard-'));
  const clock = { now: NOW };
  /** A method of the store that is named here fails; so does every one for `all`. */
  const failing = new Set<keyof GuardStore | 'all'>();
  /** What each method of the store waits for first. */
  const pace = { wait: async (_: keyof GuardStore) => {} };
  let running: GuardStore | undefined;
  let ids = 0;

  return {
    clock,
    failing,
    pace,
    /** Starts a guard on the folder. The one before is not told: it might have been killed. */
    async start({ limits: changed = {}, killSwitch = false }: StartOptions = {}): Promise<RunningGuard> {
      await running?.close();
      running = new SqliteGuardStore({ file: join(folder, 'risk-guard.db'), market: 'sim' });
      const store = unreliable(running, failing, (name) => pace.wait(name));
      const log = recordingLog();
      const metrics = recordingInstruments();
      const { guard } = await Guard.open({ store, limits: limits(changed), killSwitch, now: () => clock.now });
      observeRisk(guard, metrics.instruments);
      const orders = new Orders({ guard, store, log: log.log, newId: () => `reservation-${++ids}` });
      return { guard, orders, store, log, metrics, controls: new Controls(guard, log.log) };
    },
    async remove() {
      await running?.close();
      rmSync(folder, { recursive: true });
    },
  };
}

function unreliable(
  store: GuardStore,
  failing: ReadonlySet<keyof GuardStore | 'all'>,
  wait: (name: keyof GuardStore) => Promise<void>,
): GuardStore {
  const call =
    (name: keyof GuardStore) =>
    async (...args: never[]) => {
      await wait(name);
      if (failing.has(name) || failing.has('all')) throw new Error('the disk is full');
      return (store[name] as (...args: never[]) => Promise<unknown>)(...args);
    };
  return new Proxy(store, { get: (_, name) => call(name as keyof GuardStore) });
}
