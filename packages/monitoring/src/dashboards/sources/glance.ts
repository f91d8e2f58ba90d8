import { COLOUR, steps } from '../build/colours.ts';
import { namesPanel, statPanel } from '../build/panels.ts';
import { latest } from '../build/targets.ts';
import { gauge, increase, named } from '../series.ts';

const succeeded = `max by (target) (${gauge('qt_synthetic_check_success')})`;

/** The providers that fail, by name; "none" while all answer. */
const failing = `${succeeded} == 0`;
export const failingProviders = namesPanel({
  title: 'Failing providers',
  description: 'Whose latest synthetic check failed. After 5 minutes, SyntheticCheckFailing fires.',
  width: 6,
  height: 4,
  targets: [latest(`1 + (${failing}) or ${named('target', 'none', `0 * (min(${succeeded}) == 1)`)}`, '{{target}}')],
})
  .noValue('not checked')
  .thresholds(steps(COLOUR.good, [1, COLOUR.bad]));

const open = `max by (provider) (${gauge('qt_provider_circuit_open')})`;
export const openBreakers = namesPanel({
  title: 'Open circuit breakers',
  description: 'Calls to these providers are paused. After 15 minutes, ProviderCircuitOpen fires.',
  width: 6,
  height: 4,
  targets: [latest(`${open} == 1 or ${named('provider', 'none', `0 * (max(${open}) + 1 == 1)`)}`, '{{provider}}')],
})
  .noValue('API gone')
  .thresholds(steps(COLOUR.good, [1, COLOUR.bad]));

export const staleServed = statPanel({
  title: 'Stale data served',
  description: 'Lookups answered with stale data in the time range, because every source failed. Normal: 0.',
  width: 6,
  height: 4,
  unit: 'short',
  targets: [latest(`sum(${increase('qt_cache_fallbacks_total')})`, 'lookups')],
})
  .decimals(0)
  .noValue('API gone')
  .thresholds(steps(COLOUR.good, [1, COLOUR.warning]));
