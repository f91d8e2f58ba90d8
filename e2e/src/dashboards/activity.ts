import { randomUUID } from 'node:crypto';
import { openPage, type System, until } from '@qt/test-kit';

/** Makes everything happen once that a panel shows; each step waits for its effect. */
export async function live(system: System): Promise<void> {
  await failBinance(system, () => retrain(system, 'failure'));
  await retrain(system, 'success');
  await system.api().signals({ query: { profile: 'balanced' } });
  // Late, when their counters have been sampled at 0: an increase has a before and an after.
  await openTheConsole(system);
  await denyAnOrder(system);
}

/** As a browser opens it, and its page starts and tells of its load. */
async function openTheConsole(system: System): Promise<void> {
  await openPage(system.url('api'));
  await fetch(`${system.url('api')}/console/session`);
  const body = { build: '', spans: [], errors: [], load_ms: 800 };
  const reply = await system.api().browserTelemetry({ body });
  if (!reply.ok) throw new Error(`expected 202, actual ${JSON.stringify(reply)}`);
}

async function denyAnOrder(system: System): Promise<void> {
  const body = { client_order_id: randomUUID(), symbol: 'BTCUSDT', side: 'buy', quantity: '0.001' } as const;
  await system.riskGuard().killSwitch({ body: { enabled: true, reason: 'to see the panel' } });
  await until('a denied order, once Binance gives prices again', async () => {
    const reply = await system.api().placeTrade({ body });
    if (reply.status === 403) return true;
    if (reply.status !== 503) throw new Error(`expected a denied order, actual ${JSON.stringify(reply)}`);
    return undefined;
  });
  await system.riskGuard().killSwitch({ body: { enabled: null, reason: 'seen' } });
}

/** Fails over while `meanwhile` runs, and comes back. */
async function failBinance(system: System, meanwhile: () => Promise<void>): Promise<void> {
  const provider = { provider: 'binance' } as const;
  await system.marketSim().setFault({ params: provider, body: { kind: 'error' } });
  await seen(system, 'provider.failover');
  await seen(system, 'provider.circuit.opened');
  await meanwhile();
  await system.marketSim().clearFault({ params: provider });
}

async function retrain(system: System, status: 'success' | 'failure'): Promise<void> {
  const started = await until('a new run', async () => {
    const reply = await system.retrainWorker().retrain();
    return reply.ok ? reply.body.run_id : undefined;
  });
  await until(
    `run ${started} to end in ${status}`,
    async () => {
      const reply = await system.retrainWorker().runs();
      const run = reply.ok ? reply.body.items.find(({ run_id }) => run_id === started) : undefined;
      if (run === undefined || run.status === 'running') return undefined;
      if (run.status !== status) throw new Error(`expected ${status}, actual ${JSON.stringify(run)}`);
      return true;
    },
    180_000,
  );
}

function seen(system: System, event: string): Promise<true> {
  return until(event, () => system.log('api').some((line) => line['event'] === event) || undefined, 180_000);
}
