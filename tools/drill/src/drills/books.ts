import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Scene } from '../scene/scene.ts';
import type { Drill } from './drill.ts';
import { smallOrder, traffic } from './traffic.ts';

const USDT = 100;

/** Books cash into the API's ledger that no fill explains. */
function bookCash({ system }: Scene, amount: number): void {
  const ledger = new DatabaseSync(join(system.dataDir, 'api', 'api.sqlite'));
  ledger.exec('PRAGMA busy_timeout = 30000');
  ledger.exec('BEGIN IMMEDIATE');
  const row = ledger.prepare('SELECT cash FROM account').get();
  ledger.prepare('UPDATE account SET cash = ?').run((Number(row?.['cash']) + amount).toFixed(8));
  ledger.exec('COMMIT');
  ledger.close();
}

export const reconciliationBreak: Drill = {
  alert: 'ReconciliationBreak',
  fault: `${USDT} USDT appear in the API’s ledger that the guard knows nothing of`,
  end: 'they are taken out, and 15 min of the scale pass',
  async make(scene) {
    bookCash(scene, USDT);
    const orders = traffic(500, () => smallOrder(scene));
    return async () => {
      bookCash(scene, -USDT);
      await orders();
    };
  },
};
