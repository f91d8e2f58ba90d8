import { setTimeout as pause } from 'node:timers/promises';
import { PROFILES } from '@qt/catalogue';
import { until } from '@qt/test-kit';
import type { Scene } from '../scene/scene.ts';
import type { Drill, End } from './drill.ts';
import { failing } from './providers.ts';
import { shared } from './shared.ts';
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

/** No symbol has signals, and those of before are gone with the API’s memory; users ask for them all the same. */
const deployIntoHoles = shared(async (scene: Scene): Promise<End> => {
  const { system } = scene;
  await openPosition(scene);
  const clear = await loseCandles(scene);
  const pid = system.pid('api');
  system.kill('api');
  await until('the API to be back', () => (system.pid('api') !== pid && system.pid('api') !== undefined) || undefined);
  await scene.until('api', 'live');
  const prices = traffic(50, () => price(scene));
  const signals = traffic(1000, (n) =>
    system.api().signals({ query: { profile: PROFILES[n % PROFILES.length] ?? 'balanced' } }),
  );
  return async () => {
    await clear();
    await Promise.all([prices(), signals()]);
  };
});

const FAULT = 'the API is killed while the last candle of every minute is missing';
const END = 'candles are complete again';

export const cacheMisses: Drill = {
  alert: 'CacheMisses',
  fault: `${FAULT}, and users ask for signals`,
  end: END,
  make: deployIntoHoles,
};

export const scansStale: Drill = {
  alert: 'ModelInferenceStale',
  cause: 'unwatched',
  fault: `${FAULT}, with a position open`,
  end: END,
  make: deployIntoHoles,
};
