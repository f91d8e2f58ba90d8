import { PROVIDERS, type ProviderName } from '@qt/catalogue';
import { COLOUR, steps, words } from '../build/colours.ts';
import type { Section } from '../build/frame.ts';
import { toLogs } from '../build/links.ts';
import { dashedThresholds, linesPanel, statesPanel } from '../build/panels.ts';
import { percentiles, trend } from '../build/targets.ts';
import { LOG_QUERIES } from '../log-queries.ts';
import { gauge, quantile } from '../series.ts';

const NAMES: Readonly<Record<ProviderName, string>> = { binance: 'Binance', coingecko: 'CoinGecko' };

const checks = statesPanel({
  title: 'Synthetic checks',
  description:
    'Each minute the scheduler requests real data from each provider, bypassing caches, failover and circuit breakers, and checks the answer. After 5 minutes of failures, SyntheticCheckFailing fires.',
  width: 12,
  height: 6,
  targets: [trend(`max by (target) (${gauge('qt_synthetic_check_success')})`, '{{target}}')],
})
  .mappings(words({ 0: ['failing', COLOUR.bad], 1: ['fresh and plausible', COLOUR.good] }))
  .thresholds(steps(COLOUR.bad, [1, COLOUR.good]));

const circuits = statesPanel({
  title: 'Circuit breakers',
  description:
    'Open: three calls in a row failed, so calls to the provider are paused, with a probe every two minutes (prices: 15 s). After 15 minutes, ProviderCircuitOpen fires.',
  width: 12,
  height: 6,
  targets: [trend(`max by (job, provider) (${gauge('qt_provider_circuit_open')})`, '{{provider}} ({{job}})')],
})
  .mappings(words({ 0: ['closed', COLOUR.good], 1: ['open', COLOUR.bad] }))
  .thresholds(steps(COLOUR.good, [1, COLOUR.bad]));

const latency = (target: ProviderName) =>
  linesPanel({
    title: `${NAMES[target]} latency by synthetic checks`,
    description: `p50, p95, p99 of the checks of ${NAMES[target]}, including failed ones. Calls time out after 3 s (dashed).`,
    width: 12,
    height: 8,
    unit: 's',
    targets: percentiles((q) => quantile(q, 'qt_synthetic_check_duration_seconds', [], { target: `="${target}"` })),
  })
    .thresholds(steps(COLOUR.good, [3, COLOUR.warning]))
    .thresholdsStyle(dashedThresholds())
    .dataLinks([toLogs('Checks at this time', LOG_QUERIES.checks)]);

export const checkSection: Section = {
  title: 'Providers',
  panels: [checks, circuits, ...PROVIDERS.map(latency)],
};
