import { apiRoutes, createClient, operationalRoutes, type SystemHealth } from '@qt/contracts';
import { type Check, type Finding, get, well, wrong } from './check.ts';

const ASK = { timeoutMs: 3000, fetch: globalThis.fetch };
/** Ages beyond which a healthy deployment at its default intervals would have something newer. */
const OLDEST_PRICE_S = 120;
const OLDEST_SIGNAL_S = 180;

/** What the API at `url` says of itself and of everything that it depends on. */
export function apiChecks(url: string): Check[] {
  const api = createClient(apiRoutes, { ...ASK, baseUrl: url });
  const operational = createClient(operationalRoutes, { ...ASK, baseUrl: url });
  const runbook = (name: string) => `${url}/runbooks/${name}`;
  const ofHealth = (name: string, judge: (health: SystemHealth) => Finding): Check => ({
    name,
    run: async () => {
      const reply = await api.health();
      return reply.ok ? judge(reply.body) : wrong(reply.error.message, 'is the address right, and does the API run?');
    },
  });
  return [
    {
      name: 'api ready',
      run: async () => {
        const reply = await operational.ready();
        if (!reply.ok) return wrong(reply.error.message, 'is the address right, and does the API run?');
        const missing = reply.body.checks.filter(({ ok }) => !ok).map(({ name, detail }) => `${name}: ${detail}`);
        if (missing.length === 0) return well(`version ${reply.body.version}`);
        return wrong(missing.join('; '), runbook('TradingHalted'));
      },
    },
    ofHealth('services', ({ services }) => {
      const down = services.filter(({ ok }) => !ok).map(({ name, detail }) => `${name}: ${detail}`);
      return down.length === 0
        ? well(`${services.length} ready`)
        : wrong(down.join('; '), runbook('TelemetryTargetDown'));
    }),
    ofHealth('orders may go out', ({ trading }) =>
      trading.allowed ? well(trading.detail) : wrong(trading.detail, runbook('TradingHalted')),
    ),
    ofHealth('prices', ({ prices, providers }) => {
      const open = providers.filter(({ circuit }) => circuit !== 'closed').map(({ provider }) => provider);
      if (open.length > 0) return wrong(`no answers from ${open.join(', ')}`, runbook('ProviderCircuitOpen'));
      const ages = prices.map(({ oldest_seconds }) => oldest_seconds ?? Number.POSITIVE_INFINITY);
      const oldest = Math.max(...ages);
      if (ages.length > 0 && oldest <= OLDEST_PRICE_S) return well(`the oldest is ${Math.round(oldest)} s old`);
      return wrong(`the oldest is ${Math.round(oldest)} s old`, runbook('ProviderFailureRate'));
    }),
    ofHealth('model', ({ model }) =>
      model.version === null
        ? wrong(model.detail, runbook('RetrainingFailure'))
        : well(`${model.version}, ${model.detail}`),
    ),
    ofHealth('signals', ({ signals }) => {
      const old = signals.filter(({ age_seconds: age }) => age === null || age > OLDEST_SIGNAL_S);
      if (signals.length > 0 && old.length === 0) return well(`of ${signals.length} profiles`);
      return wrong(`none or old: ${old.map(({ profile }) => profile).join(', ')}`, runbook('ModelInferenceStale'));
    }),
    ofHealth('jobs', ({ jobs }) => {
      if (jobs === null) return wrong('the scheduler does not answer', runbook('SchedulerStalled'));
      const degraded = jobs.filter(({ last_run }) => last_run?.status === 'degraded');
      if (degraded.length === 0) return well(`${jobs.length} known`);
      const named = degraded.map(({ job_id, last_run }) => `${job_id}: ${last_run?.error ?? 'degraded'}`);
      return wrong(named.join('; '), runbook('SchedulerStalled'));
    }),
    {
      name: 'metrics',
      run: async () => {
        const text = await (await get(`${url}/metrics`)).text();
        const names = new Set(text.match(/^qt_[a-z_]+/gm));
        return names.has('qt_api_request_total')
          ? well(`${names.size} names`)
          : wrong('no qt_api_request_total in /metrics', runbook('TelemetryTargetDown'));
      },
    },
    {
      name: 'runbooks',
      run: async () => {
        await get(`${url}/runbooks`);
        return well(`${url}/runbooks`);
      },
    },
  ];
}
