import type { ProviderName } from '@qt/catalogue';
import type { Fault } from '@qt/contracts';
import { until } from '@qt/test-kit';
import type { Scene } from '../scene/scene.ts';
import type { Drill } from './drill.ts';
import { refusing } from './refusing.ts';
import { hang } from './stop-and-go.ts';
import { traffic } from './traffic.ts';

/** Puts a fault on a provider of the simulated market. */
export async function failing(
  { system }: Scene,
  provider: ProviderName,
  fault: Pick<Fault, 'kind'> & Partial<Fault>,
): Promise<() => Promise<void>> {
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
  // One that is under way, or a worker that is still starting, is waited for.
  const runId = await until(
    'a new run',
    async () => {
      const reply = await worker.retrain();
      return reply.ok ? reply.body.run_id : undefined;
    },
    300_000,
  );
  const ended = await until(
    `the end of run ${runId}`,
    async () => {
      const reply = await worker.runs();
      const run = reply.ok ? reply.body.items.find(({ run_id }) => run_id === runId) : undefined;
      return run === undefined || run.status === 'running' ? undefined : run;
    },
    300_000,
  );
  if (ended.status !== expected) throw new Error(`run ${runId}: expected ${expected}, actual ${JSON.stringify(ended)}`);
}

const SYMBOLS = ['BTCUSDT', 'ETHUSDT', 'SOLUSDT'] as const;
/** Asks for a candle set that is never cached for long. */
function candles({ system }: Scene, n: number): Promise<unknown> {
  const symbol = SYMBOLS[n % SYMBOLS.length] ?? 'BTCUSDT';
  return system.api().candles({ params: { symbol }, query: { interval: '5m', limit: 1000 } });
}

/** Nobody checks Binance or scans, as SchedulerStalled says, so the only calls to it are those of users. */
async function failsUnchecked(scene: Scene): Promise<() => Promise<void>> {
  const go = hang(scene, 'scheduler');
  const clear = await failing(scene, 'binance', { kind: 'error' });
  return async () => {
    await clear();
    await go();
  };
}

/** Prices and checks succeed, so that neither SyntheticCheckFailing nor ProviderFailureRate names the cause first. */
export const providerCircuitOpen: Drill = {
  alert: 'ProviderCircuitOpen',
  fault: 'Binance answers 500 to requests for candles; prices go on',
  end: 'it answers them again',
  make: async (scene) => refuseCandles(scene),
};

/** What is between the services and Binance answers requests for candles with 500. */
export function refuseCandles({ binance }: Scene): () => void {
  return refusing(binance, (path) => (path.startsWith('/api/v3/klines') ? 500 : undefined));
}

export const providerFailureRate: Drill = {
  alert: 'ProviderFailureRate',
  fault: 'Binance answers 500 to users who go on asking, and no check sees it (the scheduler hangs)',
  end: 'it answers again, and the scheduler goes on',
  async make(scene) {
    const end = await failsUnchecked(scene);
    const users = traffic(250, (n) => candles(scene, n));
    return async () => {
      await end();
      await users();
    };
  },
};
