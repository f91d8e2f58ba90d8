import { type Client, createClient, riskRoutes } from '@qt/contracts';

/** Where a running deployment answers, and what it may be asked to do. */
export interface Deployment {
  readonly api: string;
  readonly prometheus: string;
  readonly alertmanager: string;
  readonly riskGuard: string;
  readonly adminToken: string | undefined;
  /** Whether opening positions may be stopped for the minutes that TradingHalted needs. */
  readonly allowHalt: boolean;
}

/** The URLs of the command line, else those that the runbooks' commands use. */
export function deploymentOf(
  given: { readonly url: string; readonly prometheus?: string; readonly alertmanager?: string; allowHalt: boolean },
  env: NodeJS.ProcessEnv,
): Deployment {
  const bare = (url: string) => url.replace(/\/+$/, '');
  return {
    api: bare(given.url),
    prometheus: bare(given.prometheus ?? env['QT_PROMETHEUS_URL'] ?? 'http://127.0.0.1:9090'),
    alertmanager: bare(given.alertmanager ?? env['QT_ALERTMANAGER_URL'] ?? 'http://127.0.0.1:9093'),
    riskGuard: bare(env['QT_RISK_GUARD_URL'] ?? 'http://127.0.0.1:8003'),
    adminToken: env['QT_ADMIN_TOKEN'],
    allowHalt: given.allowHalt,
  };
}

export function riskGuardOf({ riskGuard, adminToken = '' }: Deployment): Client<typeof riskRoutes> {
  return createClient(riskRoutes, {
    baseUrl: riskGuard,
    headers: { 'x-admin-token': adminToken },
    timeoutMs: 10_000,
    fetch,
  });
}

/** The JSON of an answer. @throws Error that names the URL */
export async function json<T>(url: string, body?: unknown): Promise<T> {
  const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, { ...init, headers, signal: AbortSignal.timeout(10_000) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${url}: expected 2xx, actual ${response.status}: ${text.slice(0, 200)}`);
  return (text === '' ? undefined : JSON.parse(text)) as T;
}
