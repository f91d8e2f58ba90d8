import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Scene } from '../scene/scene.ts';
import type { Drill, End } from './drill.ts';

/** Holds the write lock of a database, as a stuck backup would. */
export function locked({ system }: Scene, ...path: readonly string[]): End {
  const holder = new DatabaseSync(join(system.dataDir, ...path));
  // A store that is busy at this moment is waited for.
  holder.exec('PRAGMA busy_timeout = 30000');
  holder.exec('BEGIN IMMEDIATE');
  let over = false;
  return () => {
    if (over) return;
    over = true;
    holder.exec('ROLLBACK');
    holder.close();
  };
}

export const storeUnavailable: Drill = {
  alert: 'StoreUnavailable',
  fault: 'another process holds the write lock of the risk guard’s store',
  end: 'it lets go',
  make: async (scene) => locked(scene, 'risk-guard', 'risk-guard.db'),
};

export const tradingHalted: Drill = {
  alert: 'TradingHalted',
  fault: 'an operator halts trading',
  end: 'the state is active again',
  async make({ system }) {
    await system.riskGuard().setState({ body: { state: 'halted', reason: 'drill' } });
    return async () => {
      await system.riskGuard().setState({ body: { state: 'active', reason: 'drill' } });
    };
  },
};
