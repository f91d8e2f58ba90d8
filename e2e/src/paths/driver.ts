import { randomUUID } from 'node:crypto';
import type { EventName } from '@qt/catalogue';
import type { ServiceId } from '@qt/contracts';
import { type System, until } from '@qt/test-kit';
import { GuardDriver, MOST_SOL, SERVICE_TOKEN } from './guard-driver.ts';

/** How often the jobs run, in seconds: often enough to see failures of each, seldom enough for quiet moments. */
const JOBS = { WARM_MARKET_CACHES: 5, SIGNAL_SCAN: 15, SYNTHETIC_CHECKS: 10 };

/** The environment in which everything can be driven; orders go to the simulated Binance at this port. */
export function drivenEnv(simulatorPort: number): Record<string, string> {
  const jobs = Object.entries(JOBS).map(
    ([job, seconds]) => [`QT_JOB_${job}_INTERVAL_SECONDS`, String(seconds)] as const,
  );
  return {
    ...Object.fromEntries(jobs),
    QT_SERVICE_TOKEN: SERVICE_TOKEN,
    QT_MAX_QUANTITY_SOLUSDT: MOST_SOL,
    QT_FAILSAFE_RESET_MINUTES: '60',
    QT_PROVIDER_CIRCUIT_OPEN_SECONDS: '3',
    QT_RETRAIN_HISTORY_DAYS: '1',
    QT_MARKET_SIM_PORT: String(simulatorPort),
    QT_EXECUTOR: 'binance',
    QT_BINANCE_TRADING_URL: `http://127.0.0.1:${simulatorPort}`,
    QT_BINANCE_API_KEY: 'market-sim-key',
    QT_BINANCE_API_SECRET: 'market-sim-secret',
  };
}

/** A state of the order in the body, or the code of an error. */
type Answer = 'filled' | 'accepted' | 'expired' | 'risk_denied' | 'order_unknown' | 'not_executed';

/** Makes a running system show what it has to say, fault by fault; each step waits for its effect. */
export class Driver {
  readonly guard: GuardDriver;
  readonly #system: System;

  constructor(system: System) {
    this.#system = system;
    this.guard = new GuardDriver(system);
  }

  /** Orders with every outcome, on both sides. */
  async orders(): Promise<void> {
    await this.#order({ symbol: 'BTCUSDT', side: 'buy', quantity: '0.004' }, 'filled');
    await this.#order({ symbol: 'BTCUSDT', side: 'sell', quantity: '0.001' }, 'filled');
    await this.#order({ symbol: 'BTCUSDT', side: 'buy', quantity: '1' }, 'risk_denied');
    await this.#order({ symbol: 'BTCUSDT', side: 'sell', quantity: '1' }, 'risk_denied');
    await this.#limits();
    await this.#abandoned();
    await this.#whileExchange('timeout_before_acceptance', () =>
      this.#order({ symbol: 'ETHUSDT', side: 'buy', quantity: '0.01' }, 'order_unknown'),
    );
    // Its symbol is frozen until it is known what became of it.
    await this.#order({ symbol: 'ETHUSDT', side: 'buy', quantity: '0.01' }, 'not_executed');
    await this.#seen('api', 'order.unknown');
    await this.guard.whileEngaged(() => this.#order({ symbol: 'BTCUSDT', side: 'sell', quantity: '0.001' }, 'filled'));
    await this.#seen('risk-guard', 'risk.exit.allowed');
  }

  /** Both providers fail, one after the other, a training in that time too, and recover. */
  async providers(): Promise<void> {
    const sim = this.#system.marketSim();
    await sim.setFault({ params: { provider: 'binance' }, body: { kind: 'error' } });
    await this.#seen('api', 'provider.failover');
    await this.#seen('api', 'provider.circuit.opened');
    await this.#system.retrainWorker().retrain();
    await this.#seen('retrain-worker', 'retrain.failed');
    await sim.setFault({ params: { provider: 'coingecko' }, body: { kind: 'error' } });
    await this.#seen('scheduler', 'scheduler.run.finished', { job_id: 'warm_market_caches', status: 'degraded' });
    await until('a failure of coingecko at the API', async () => {
      const scrape = await this.#system.scrape('api');
      return (scrape.sum('qt_provider_failures_total', { provider: 'coingecko' }) ?? 0) > 0 || undefined;
    });
    for (const provider of ['binance', 'coingecko'] as const) await sim.clearFault({ params: { provider } });
    await this.#seen('api', 'provider.circuit.closed');
  }

  /** What callers ask for, and a job by hand. */
  async operators(): Promise<void> {
    const { api, scheduler, retrainWorker } = this.#system;
    await api().signals({ query: { profile: 'balanced' } });
    for (const symbol of ['BTCUSDT', 'ETHUSDT']) {
      await api().latestPrice({ params: { symbol } });
      // Those of minutes are in the cache, those of hours are not.
      for (const interval of ['1m', '1h'] as const) {
        await api().candles({ params: { symbol }, query: { interval, limit: 5 } });
      }
    }
    await scheduler().runJob({ params: { job_id: 'retrain_models' } });
    await this.#seen('scheduler', 'scheduler.run.finished', { job_id: 'retrain_models' });
    await until('the training to end', async () => {
      const runs = await retrainWorker().runs();
      return (runs.ok && runs.body.items.every(({ status }) => status !== 'running')) || undefined;
    });
  }

  /** Of the exchange: what became of the order is found out a while later. */
  untilReconciled(): Promise<unknown> {
    return this.#seen('api', 'order.reconciled');
  }

  /** Another order, and another denial. */
  async again(): Promise<void> {
    await this.guard.untilAllowed();
    await this.#order({ symbol: 'BTCUSDT', side: 'buy', quantity: '0.001' }, 'filled');
    await this.#order({ symbol: 'BTCUSDT', side: 'buy', quantity: '1' }, 'risk_denied');
  }

  /** A limit order that rests until it is cancelled, and one that nothing meets. */
  async #limits(): Promise<void> {
    const latest = await this.#system.api().latestPrice({ params: { symbol: 'BTCUSDT' } });
    if (!latest.ok) throw new Error(`expected a price, actual ${JSON.stringify(latest)}`);
    const limit_price = (Number(latest.body.price) * 0.99).toFixed(2);
    const below = { symbol: 'BTCUSDT', side: 'buy', quantity: '0.001', type: 'limit', limit_price };
    const [resting, unmet] = [randomUUID(), randomUUID()];
    await this.#order({ ...below, client_order_id: resting }, 'accepted');
    await this.#system.api().cancelOrder({ params: { client_order_id: resting } });
    await this.#ended(resting);
    await this.#order({ ...below, client_order_id: unmet, time_in_force: 'IOC' }, 'expired');
  }

  /** The second of two orders in a symbol waits for the first; its caller does not. */
  async #abandoned(): Promise<void> {
    const [ahead, behind] = [randomUUID(), randomUUID()];
    const order = { symbol: 'BTCUSDT', side: 'buy', quantity: '0.001' };
    await this.#whileExchange('latency', async () => {
      const first = this.#order({ ...order, client_order_id: ahead }, 'filled');
      await this.#recorded(ahead);
      const leaving = new AbortController();
      const second = this.#send({ ...order, client_order_id: behind }, leaving.signal);
      await this.#recorded(behind);
      leaving.abort();
      await second.catch(() => {});
      await first;
      await this.#ended(behind);
    });
  }

  /** Every signed request of that time meets the fault. */
  async #whileExchange(kind: 'latency' | 'timeout_before_acceptance', work: () => Promise<void>): Promise<void> {
    const sim = this.#system.marketSim();
    await sim.setTradingFault({ body: { kind, requests: 1000, latency_ms: 1500 } });
    try {
      await work();
    } finally {
      await sim.clearTradingFault();
    }
  }

  #recorded(client_order_id: string): Promise<unknown> {
    const look = async () => (await this.#system.api().order({ params: { client_order_id } })).ok || undefined;
    return until(`order ${client_order_id} to be recorded`, look, 5000);
  }

  /** An order that is still under way would meet the next fault. */
  #ended(client_order_id: string): Promise<unknown> {
    const look = async () => {
      const order = await this.#system.api().order({ params: { client_order_id } });
      return (order.ok && ['filled', 'expired', 'rejected', 'cancelled'].includes(order.body.state)) || undefined;
    };
    return until(`order ${client_order_id} to end`, look);
  }

  /** Sends the order until this becomes of it: a busy machine answers late, which is a 503; after a start books are compared. */
  async #order(terms: object, expected: Answer): Promise<void> {
    let actual = '';
    await until(`an order to be ${expected}`, async () => {
      const response = await this.#send(terms);
      actual = await response.text();
      const mayChange = response.status === 503 || actual.includes('not compared');
      if (!response.ok && !mayChange && !actual.includes(expected)) return true;
      return actual.includes(`"${expected}"`) || undefined;
    }).catch(() => {});
    if (!actual.includes(`"${expected}"`)) throw new Error(`expected ${expected}, actual ${actual}`);
  }

  #send(terms: object, signal?: AbortSignal): Promise<Response> {
    return fetch(`${this.#system.url('api')}/api/trades`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ client_order_id: randomUUID(), ...terms }),
      ...(signal === undefined ? {} : { signal }),
    });
  }

  #seen(service: ServiceId, event: EventName, fields: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
    const isIt = (line: Record<string, unknown>) =>
      line['event'] === event && Object.entries(fields).every(([key, value]) => line[key] === value);
    return until(`${event} of ${service}`, () => this.#system.log(service).find(isIt), 120_000);
  }
}
