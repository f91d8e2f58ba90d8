import { randomUUID } from 'node:crypto';
import type { ProviderName } from '@qt/catalogue';
import type { Fault } from '@qt/contracts';
import { until } from '@qt/test-kit';
import type { Scene } from '../scene/scene.ts';
import type { Drill, End } from './drill.ts';

/** Puts a fault on a provider of the simulated market. */
export async function failing(
  { system }: Scene,
  provider: ProviderName,
  fault: Pick<Fault, 'kind'> & Partial<Fault>,
): Promise<End> {
  await system.marketSim().setFault({ params: { provider }, body: fault });
  return async () => {
    await system.marketSim().clearFault({ params: { provider } });
  };
}

export const syntheticCheckFailing: Drill = {
  alert: 'SyntheticCheckFailing',
  fault: 'CoinGecko answers 500',
  end: 'it answers again',
  make: (scene) => failing(scene, 'coingecko', { kind: 'error' }),
};

export const retrainingFailure: Drill = {
  alert: 'RetrainingFailure',
  fault: 'a training while Binance’s history is garbage',
  end: 'Binance is as before, and 15 min of the scale pass',
  async make(scene) {
    const end = await failing(scene, 'binance', { kind: 'garbage' });
    await training(scene, 'failure');
    await end();
    return end;
  },
};

/** Trains once; resolves when the run ended as expected. */
export async function training({ system }: Scene, expected: 'success' | 'failure'): Promise<void> {
  const worker = system.retrainWorker();
  const runId = await until('a new run', async () => {
    const reply = await worker.retrain();
    return reply.ok ? reply.body.run_id : undefined;
  });
  const ended = await until(
    `the end of run ${runId}`,
    async () => {
      const reply = await worker.runs();
      const run = reply.ok ? reply.body.items.find(({ run_id }) => run_id === runId) : undefined;
      return run === undefined || run.status === 'running' ? undefined : run;
    },
    180_000,
  );
  if (ended.status !== expected) throw new Error(`run ${runId}: expected ${expected}, actual ${JSON.stringify(ended)}`);
}

/** Buys a little, so that a position is open. */
export async function openPosition({ system }: Scene, symbol = 'BTCUSDT', quantity = '0.001'): Promise<void> {
  await until('a filled order', async () => {
    const body = { client_order_id: randomUUID(), symbol, side: 'buy', quantity } as const;
    return (await system.api().placeTrade({ body })).ok || undefined;
  });
}

/** Long enough for the alerts, and too short for prices of before the fault to be too old. */
const FROZEN_FROM_SECOND = 55;

/** Binance's answers stay those of one instant, a moment before a candle is due. */
async function freezeBinance(scene: Scene): Promise<End> {
  await until('the end of a minute', () => new Date().getUTCSeconds() >= FROZEN_FROM_SECOND || undefined, 70_000);
  return failing(scene, 'binance', { kind: 'stale' });
}

export const clockSkew: Drill = {
  alert: 'ClockSkew',
  fault: 'Binance’s clock stands still',
  end: 'it goes on',
  make: freezeBinance,
};

export const cacheMisses: Drill = {
  alert: 'CacheMisses',
  fault: 'Binance has no candle that closed after the fault',
  end: 'it has them',
  make: freezeBinance,
};

export const scansUnwatched: Drill = {
  alert: 'ModelInferenceStale',
  cause: 'unwatched',
  fault: 'Binance answers 500 while a position is open',
  end: 'it answers again, and the circuit breaker closes',
  async make(scene) {
    await openPosition(scene);
    return failing(scene, 'binance', { kind: 'error' });
  },
};
