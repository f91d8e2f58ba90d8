import {
  apiRoutes,
  bearer,
  createClient,
  operationalRoutes,
  retrainRoutes,
  type ServiceId,
  schedulerRoutes,
} from '@qt/contracts';
import type { ProcessReport } from './process-spec.ts';
import { addressOf, type Settings } from './settings.ts';

/** The state of a process as its health route shows it. */
export interface NamedState {
  readonly name: string;
  readonly url: string;
  /** `ready`, or what is missing. */
  readonly state: string;
}

const ASK = { timeoutMs: 2000, fetch: globalThis.fetch };

/** Asks every process whether it is ready. */
export function readStates(processes: readonly Pick<ProcessReport, 'name' | 'kind' | 'url' | 'ready_url'>[]) {
  return Promise.all(
    processes.map(async ({ name, kind, url, ready_url }): Promise<NamedState> => {
      return { name, url, state: await (kind === 'service' ? serviceState(url) : toolState(ready_url)) };
    }),
  );
}

async function serviceState(url: string): Promise<string> {
  const reply = await createClient(operationalRoutes, { ...ASK, baseUrl: url }).ready();
  if (!reply.ok) return reply.status === null ? 'starting' : `answers ${reply.status}`;
  const missing = reply.body.checks.filter((check) => !check.ok).map((check) => `${check.name}: ${check.detail}`);
  return missing.length === 0 ? 'ready' : `waits for ${missing.join('; ')}`;
}

async function toolState(readyUrl: string): Promise<string> {
  try {
    const { ok, status } = await fetch(readyUrl, { signal: AbortSignal.timeout(ASK.timeoutMs) });
    return ok ? 'ready' : `answers ${status}`;
  } catch {
    return 'starting';
  }
}

/** The progress of the training that runs, or `undefined` if none does. */
export async function readTraining(settings: Settings): Promise<string | undefined> {
  const headers = { 'x-admin-token': settings.env['QT_ADMIN_TOKEN'] ?? '' };
  const client = createClient(retrainRoutes, { ...ASK, headers, baseUrl: addressOf('retrain-worker', settings.env) });
  const reply = await client.runs();
  const run = reply.ok ? reply.body.items.find((item) => item.status === 'running') : undefined;
  return run && `${Math.round(run.progress * 100)} % ${run.stage}`;
}

/** A summary once a whole scan has succeeded and orders may go out; `undefined` before. */
export async function readTrading(settings: Settings): Promise<string | undefined> {
  const ask = (service: ServiceId) => ({ ...ASK, baseUrl: addressOf(service, settings.env) });
  const jobs = await createClient(schedulerRoutes, ask('scheduler')).health();
  const scan = jobs.ok ? jobs.body.jobs.find((job) => job.job_id === 'signal_scan')?.last_run : undefined;
  const api = createClient(apiRoutes, { ...ask('api'), headers: bearer(settings.env['QT_API_TOKEN']) });
  const health = await api.health();
  const signals = await api.signals({ query: {} });
  if (scan?.status !== 'success' || !health.ok || !health.body.trading.allowed || !signals.ok) return undefined;
  const trades = await api.trades({ query: { limit: 1 } });
  const [order] = trades.ok ? trades.body.items : [];
  const { profile, model_version, items } = signals.body;
  const decisions = `${profile} by ${model_version}: ${items.map((item) => `${item.symbol} ${item.action}`).join(', ')}`;
  if (order === undefined) return `${decisions}; no order yet`;
  return `${decisions}; latest order: ${order.side} ${order.quantity} ${order.symbol} at ${order.price}`;
}
