import { alertFaults } from '../alerts/faults.ts';
import { AREAS, RECORDINGS } from '../alerts/index.ts';
import { ruleGroups } from '../alerts/rules.ts';
import type { Artefact } from './artefact.ts';
import { yamlText } from './yaml-text.ts';

/**
 * `infra/generated/prometheus/rules.yaml`: every recording and alerting rule for Prometheus.
 *
 * @throws Error that lists each query with a metric, label or label value that the catalogue does not have
 */
export function prometheusRules(): Artefact {
  const faults = alertFaults({ areas: AREAS, recordings: RECORDINGS });
  if (faults.length > 0) throw new Error(faults.join('\n'));
  const text = yamlText('packages/monitoring/src/alerts', { groups: ruleGroups() });
  return { path: 'infra/generated/prometheus/rules.yaml', text };
}
