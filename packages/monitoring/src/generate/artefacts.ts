import { RUNBOOKS_DEFAULT } from '../alerts/links.ts';
import { ruleGroups } from '../alerts/rules.ts';
import { alertmanagerConfig } from './alertmanager-config.ts';
import { alertsReference } from './alerts-reference.ts';
import type { Artefact } from './artefact.ts';
import { azureRuleGroups } from './azure-rule-groups.ts';
import { controlsReference } from './controls-reference.ts';
import { dashboards } from './dashboards.ts';
import { denialReasonsReference, eventsReference } from './events-reference.ts';
import { grafanaNotifications } from './grafana-notifications.ts';
import { grafanaRules } from './grafana-rules.ts';
import { helmAlerting } from './helm/alerting.ts';
import { helmServices } from './helm/services.ts';
import { licencesReference } from './licences-reference.ts';
import { logQueriesReference } from './log-queries-reference.ts';
import { metricsReference } from './metrics-reference.ts';
import { objectivesReference } from './objectives-reference.ts';
import { prometheusRules } from './prometheus-rules.ts';
import { ruleGroupsFor } from './settings/rules.ts';
import { DEFAULTS, type Settings } from './settings/settings.ts';
import { spansReference } from './spans-reference.ts';
import { storiesReference } from './stories-reference.ts';
import { variablesReference } from './variables-reference.ts';

const INFRA = 'infra/generated/';

/** Every generated file of the repository. */
export function artefacts(): Artefact[] {
  return [
    metricsReference(),
    eventsReference(),
    spansReference(),
    denialReasonsReference(),
    logQueriesReference(),
    alertsReference(),
    objectivesReference(),
    storiesReference(),
    variablesReference(),
    controlsReference(),
    licencesReference(),
    alertmanagerConfig(),
    ...grafanaNotifications(),
    helmServices(),
    helmAlerting(),
    ...watching(DEFAULTS),
  ];
}

/** Rules and dashboards for settings, with paths relative to the folder that the user names. */
export function artefactsFor(settings: Settings): Artefact[] {
  return watching(settings).map(({ path, text }) => ({ path: path.slice(INFRA.length), text }));
}

/** What depends on the settings: the rules of Prometheus, Grafana and Azure, and the dashboards. */
function watching(settings: Settings): Artefact[] {
  const groups = ruleGroupsFor(settings, ruleGroups(settings.thresholds));
  return [
    prometheusRules(groups),
    grafanaRules(groups),
    azureRuleGroups(groups, settings.urls.runbooks ?? RUNBOOKS_DEFAULT),
    ...dashboards(settings),
  ];
}
