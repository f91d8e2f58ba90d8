import { fetchJson, until } from '@qt/test-kit';
import { type Deployment, riskGuardOf } from './deployment.ts';

const ALERT = 'TradingHalted';
/** A minute pending, and what scrape, evaluation and sending take. */
const PATIENCE_MS = { firing: 240_000, over: 240_000 };

/**
 * Sets the guard's state to `reducing`, so that no position is opened while exits still go out, waits until Alertmanager
 * holds TradingHalted, and sets it back, whatever happens.
 *
 * @throws Error before it changes anything if the state is not `active`
 */
export async function haltAndResume(deployment: Deployment): Promise<string> {
  const guard = riskGuardOf(deployment);
  const now = await guard.state();
  if (!now.ok) throw new Error(`GET /risk: expected 200, actual ${now.status}`);
  const { state, trading } = now.body;
  if (state !== 'active' || !trading.allowed) {
    throw new Error(`the guard: expected active and trading, actual ${state}, ${trading.reason ?? 'allowed'}`);
  }
  const began = Date.now();
  const since = () => ((Date.now() - began) / 1000).toFixed(0);
  const resume = async () => {
    const reply = await guard.setState({ body: { state: 'active', reason: 'end of drill --live' } });
    if (!reply.ok) throw new Error(`NOT RESUMED, ${reply.status}: POST /risk/state {"state":"active"} by hand`);
  };
  const interrupted = () => void resume().finally(() => process.exit(130));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, interrupted);
  let fired = '';
  try {
    const reply = await guard.setState({ body: { state: 'reducing', reason: 'drill --live' } });
    if (!reply.ok) throw new Error(`POST /risk/state: expected 200, actual ${reply.status}: ${reply.error.message}`);
    await until(`Alertmanager to hold ${ALERT}`, () => held(deployment), PATIENCE_MS.firing);
    fired = since();
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, interrupted);
    await resume();
  }
  const resumed = since();
  const isOver = async () => ((await held(deployment)) === undefined ? true : undefined);
  await until(`${ALERT} to be over`, isOver, PATIENCE_MS.over);
  return `${ALERT} fired after ${fired} s, resumed after ${resumed} s, over after ${since()} s`;
}

async function held({ alertmanager }: Deployment): Promise<true | undefined> {
  const filter = encodeURIComponent(`alertname="${ALERT}"`);
  const alerts = await fetchJson<unknown[]>(`${alertmanager}/api/v2/alerts?active=true&filter=${filter}`);
  return alerts.length > 0 || undefined;
}
