import { COLOUR, steps } from '../build/colours.ts';
import type { Section } from '../build/frame.ts';
import { toTraces } from '../build/links.ts';
import { dashedThresholds, linesPanel } from '../build/panels.ts';
import { trend } from '../build/targets.ts';
import { histogramRate, quantile, rate } from '../series.ts';

const attempts = histogramRate('qt_provider_latency_seconds', 'count');

const failureRate = linesPanel({
  title: 'Failure rate',
  description:
    'Share of our calls that failed, by provider. Above 80 % for 10 minutes, ProviderFailureRate fires. No line: nothing was sent, for example while the circuit breaker is open.',
  width: 8,
  height: 8,
  unit: 'percentunit',
  targets: [
    trend(
      `sum by (provider) (${rate('qt_provider_failures_total')}) / sum by (provider) (${attempts})`,
      '{{provider}}',
    ),
  ],
})
  .max(1)
  .thresholds(steps(COLOUR.good, [0.8, COLOUR.bad]))
  .thresholdsStyle(dashedThresholds());

const latency = linesPanel({
  title: 'Latency of our calls, p95',
  description: 'All calls sent, including failed ones, by provider.',
  width: 8,
  height: 8,
  unit: 's',
  targets: [trend(quantile(0.95, 'qt_provider_latency_seconds', ['provider']), '{{provider}}').exemplar(true)],
}).dataLinks([toTraces('Slow calls of this time', 'kind = client && duration > 1s')]);

const failovers = linesPanel({
  title: 'Failovers and stale data',
  description:
    'Per minute: calls that failed over to the next provider, and lookups answered with stale data because all failed.',
  width: 8,
  height: 8,
  unit: 'cpm',
  targets: [
    trend(`60 * sum by (from, to) (${rate('qt_provider_failovers_total')})`, '{{from}} → {{to}}'),
    trend(`60 * sum by (cache_name) (${rate('qt_cache_fallbacks_total')})`, 'stale {{cache_name}}'),
  ],
});

const gaps = linesPanel({
  title: 'Gaps in the candles',
  description:
    'Per hour: candles that were missing, late, repeated, unfinished or out of order. Late ones are normal. A missing one keeps its symbol out of the scans of one minute.',
  width: 24,
  height: 6,
  unit: 'short',
  targets: [trend(`3600 * sum by (kind) (${rate('qt_market_gaps_total')})`, '{{kind}}')],
});

export const callSection: Section = { title: 'Our calls', panels: [failureRate, latency, failovers, gaps] };
