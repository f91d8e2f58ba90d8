import { withBaseUrls } from '../../alerts/links.ts';
import type { AlertRule, RecordingRule, RuleGroup } from '../../alerts/rules.ts';
import { selected } from './selector.ts';
import type { Settings } from './settings.ts';
import { selectedTemplate } from './templates.ts';

/** The environment's label on a series; on an alert it is `environment`, by which Alertmanager groups and inhibits. */
const ENVIRONMENT = 'deployment_environment_name';

/** The rules for what the settings select, with their links and their contact. */
export function ruleGroupsFor(settings: Settings, groups: readonly RuleGroup[]): RuleGroup[] {
  return groups.map((group) => ({
    ...group,
    rules: group.rules.map((rule) => ('alert' in rule ? alertFor(settings, rule) : recordingFor(settings, rule))),
  }));
}

/** What is recorded carries the selected labels, so that the selectors of its readers find it. */
function recordingFor(settings: Settings, rule: RecordingRule): RecordingRule {
  const expr = selected(rule.expr, settings);
  return Object.keys(settings.selector).length === 0 ? { ...rule, expr } : { ...rule, expr, labels: settings.selector };
}

/** So does what fires, since a rule may read `ALERTS`. */
function alertFor(settings: Settings, rule: AlertRule): AlertRule {
  const { selector, urls, contact } = settings;
  const environment = selector[ENVIRONMENT];
  const mapped = (texts: Readonly<Record<string, string>>) =>
    Object.fromEntries(
      Object.entries(texts).map(([name, text]) => [name, withBaseUrls(selectedTemplate(text, settings), urls)]),
    );
  return {
    ...rule,
    expr: selected(rule.expr, settings),
    labels: { ...mapped(rule.labels), ...selector, ...(environment === undefined ? {} : { environment }) },
    annotations: { ...mapped(rule.annotations), ...(contact === undefined ? {} : { contact }) },
  };
}
