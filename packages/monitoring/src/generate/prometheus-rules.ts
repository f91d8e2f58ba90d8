import { AREAS, RECORDINGS } from '../alerts/index.ts';
import { type RuleGroup, ruleGroups } from '../alerts/rules.ts';
import { alertProblems } from '../lint/alerts.ts';
import type { Artefact } from './artefact.ts';
import { yamlText } from './yaml-text.ts';

/**
 * `infra/generated/prometheus/rules.yaml`: every recording and alerting rule for Prometheus.
 *
 * @throws Error that lists each query with a metric, label or label value that the catalogue does not have
 */
export function prometheusRules(from: readonly RuleGroup[] = ruleGroups()): Artefact {
  const problems = alertProblems({ areas: AREAS, recordings: RECORDINGS });
  if (problems.length > 0) throw new Error(problems.join('\n'));
  const text = yamlText('packages/monitoring/src/alerts', { groups: from });
  return { path: 'infra/generated/prometheus/rules.yaml', text };
}
