import { randomUUID } from 'node:crypto';
import type { Scene } from '../scene/scene.ts';
import type { Drill } from './drill.ts';

/** So that a few round trips lose something; see QT_PAPER_FEE_BPS. */
const ROUND_TRIPS = 4;
const QUANTITY = '0.005';

async function order({ system }: Scene, side: 'buy' | 'sell'): Promise<void> {
  const body = { client_order_id: randomUUID(), symbol: 'BTCUSDT', side, quantity: QUANTITY } as const;
  const reply = await system.api().placeTrade({ body });
  if (!reply.ok) throw new Error(`${side}: expected a fill, actual ${reply.status}: ${reply.error.message}`);
}

export const dailyLossNearLimit: Drill = {
  alert: 'DailyLossNearLimit',
  fault: 'round trips lose their fees, and the limit is set to a little more than the loss',
  end: 'the limit is that of the environment again',
  async make(scene) {
    const guard = scene.system.riskGuard();
    for (let trip = 0; trip < ROUND_TRIPS; trip++) {
      await order(scene, 'buy');
      await order(scene, 'sell');
    }
    const reply = await guard.state();
    if (!reply.ok) throw new Error(`GET /risk: expected 200, actual ${reply.status}`);
    const loss = Number(reply.body.daily_loss);
    if (loss <= 0) throw new Error(`daily_loss: expected a loss after ${ROUND_TRIPS} round trips, actual ${loss}`);
    await guard.setLimits({ body: { limits: { max_daily_loss: (loss * 1.1).toFixed(2) }, reason: 'drill' } });
    return async () => {
      await guard.setLimits({ body: { limits: { max_daily_loss: null }, reason: 'drill' } });
    };
  },
};
