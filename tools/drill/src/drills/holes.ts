import { setTimeout as pause } from 'node:timers/promises';
import { PROFILES } from '@qt/catalogue';
import { until } from '@qt/test-kit';
import type { Scene } from '../scene/scene.ts';
import type { Drill, End } from './drill.ts';
import { failing, refuseCandles } from './providers.ts';
import { hang } from './stop-and-go.ts';
import { openPosition, price, traffic } from './traffic.ts';

const MINUTE_MS = 60_000;

/** The last candle of each minute is missing from now on, before anybody has asked for it. */
async function loseCandles(scene: Scene): Promise<End> {
  // So that nothing asks for the candle between its close and the fault.
  await pause(MINUTE_MS - (Date.now() % MINUTE_MS) - 500);
  const go = hang(scene, 'scheduler');
  const stop = new AbortController();
  const lose = async () => {
    await pause(MINUTE_MS - (Date.now() % MINUTE_MS) + 5, undefined, { signal: stop.signal });
    return failing(scene, 'binance', { kind: 'gap' });
  };
  const clear = await lose();
  await go();
  const again = (async () => {
    while (true) await lose();
  })().catch(() => undefined);
  return async () => {
    stop.abort();
    await again;
    await clear();
  };
}

/** Kills the API, and with it what it has cached, and waits until it answers again. */
async function withoutMemory(scene: Scene): Promise<void> {
  const { system } = scene;
  const pid = system.pid('api');
  system.kill('api');
  await until('the API to be back', () => (system.pid('api') !== pid && system.pid('api') !== undefined) || undefined);
  await scene.until('api', 'live');
}

export const cacheMisses: Drill = {
  alert: 'CacheMisses',
  fault: 'the API is killed while the last candle of every minute is missing, and users ask for signals',
  end: 'candles are complete again',
  async make(scene) {
    const { system } = scene;
    const clear = await loseCandles(scene);
    await withoutMemory(scene);
    const prices = traffic(50, () => price(scene));
    const signals = traffic(1000, (n) =>
      system.api().signals({ query: { profile: PROFILES[n % PROFILES.length] ?? 'balanced' } }),
    );
    return async () => {
      await clear();
      await Promise.all([prices(), signals()]);
    };
  },
};

export const scansStale: Drill = {
  alert: 'ModelInferenceStale',
  cause: 'unwatched',
  fault: 'the API is killed, with a position open, while Binance answers 500 to requests for candles',
  end: 'it answers them again',
  async make(scene) {
    await openPosition(scene);
    const end = refuseCandles(scene);
    await withoutMemory(scene);
    return end;
  },
};
