import { apiRoutes, createClient, operationalRoutes, retrainRoutes, type ServiceId } from '@qt/contracts';
import { addressOf, type Settings } from './settings.ts';

/** How a service is, seen from outside. */
export interface ServiceState {
  readonly service: ServiceId;
  readonly url: string;
  /** `ready`, or what is missing. */
  readonly state: string;
}

const ASK = { timeoutMs: 2000, fetch: globalThis.fetch };

/** Asks every service whether it is ready. */
export function readStates(settings: Settings): Promise<ServiceState[]> {
  return Promise.all(
    settings.services.map(async (service) => {
      const url = addressOf(service, settings.env);
      const reply = await createClient(operationalRoutes, { ...ASK, baseUrl: url }).ready();
      if (!reply.ok) return { service, url, state: reply.status === null ? 'starting' : `answers ${reply.status}` };
      const missing = reply.body.checks.filter((check) => !check.ok).map((check) => `${check.name}: ${check.detail}`);
      return { service, url, state: missing.length === 0 ? 'ready' : `waits for ${missing.join('; ')}` };
    }),
  );
}

/** The first model's training as a sentence, or `undefined` where none runs. */
export async function readTraining(settings: Settings): Promise<string | undefined> {
  const client = createClient(retrainRoutes, { ...ASK, baseUrl: addressOf('retrain-worker', settings.env) });
  const reply = await client.runs();
  const run = reply.ok ? reply.body.items.find((item) => item.status === 'running') : undefined;
  return run && `${Math.round(run.progress * 100)} % ${run.stage}`;
}

/** What proves that the system trades: the first order, or the decisions of a whole scan. */
export async function readTrading(settings: Settings): Promise<string | undefined> {
  const client = createClient(apiRoutes, { ...ASK, baseUrl: addressOf('api', settings.env) });
  const health = await client.health();
  const trades = await client.trades({ query: { limit: 1 } });
  if (!health.ok || !health.body.trading.allowed || !trades.ok) return undefined;
  const [order] = trades.body.items;
  if (order !== undefined) {
    return `${order.side} ${order.quantity} ${order.symbol} at ${order.price} (${order.origin}, ${order.filled_at})`;
  }
  const signals = await client.signals({ query: {} });
  if (!signals.ok) return undefined;
  const { profile, model_version, items } = signals.body;
  return `${profile} by ${model_version}: ${items.map((item) => `${item.symbol} ${item.action}`).join(', ')}; no order yet`;
}
