import { type ServiceId, urlVariable } from '@qt/contracts';
import { Services } from '@qt/test-kit';
import type { Scene } from '../scene/scene.ts';
import type { Drill } from './drill.ts';
import { traffic } from './traffic.ts';

/** With the debug labels of staging, more than the budget of `qt_cache_hits_total` holds. */
const SYMBOLS = Array.from({ length: 1000 }, (_, n) => `C${String(n).padStart(3, '0')}USDT`);
const OTHERS: readonly ServiceId[] = ['scheduler', 'retrain-worker', 'risk-guard', 'market-sim'];

async function secondReplica(scene: Scene): Promise<Services> {
  const { system } = scene;
  const urls = Object.fromEntries(OTHERS.map((service) => [urlVariable(service), system.url(service)]));
  const replica = await Services.prepare(['api'], {
    env: { ...urls, STAGING_MODE: '1', QT_SYMBOLS: SYMBOLS.join(',') },
  });
  await replica.start('api');
  return replica;
}

export const telemetrySeriesOverflow: Drill = {
  alert: 'TelemetrySeriesOverflow',
  fault: 'a second API is started with 1000 symbols and the debug labels of staging, and asked for its prices',
  end: 'it is stopped, and 15 min of the scale pass',
  async make(scene) {
    const replica = await secondReplica(scene);
    scene.watch({ 'qt-api': replica.url('api') });
    const asked = traffic(200, (n) => {
      const symbol = SYMBOLS.at(-1 - (n % 100)) ?? '';
      return replica.api().latestPrice({ params: { symbol } });
    });
    return async () => {
      await asked();
      scene.watch();
      await replica.stop();
    };
  },
};
