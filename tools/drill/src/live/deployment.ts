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
