import { DATA_SOURCE_UIDS } from '../dashboards/build/data-sources.ts';
import { grafanaTemplateProblems } from './grafana-template.ts';

/** Grafana's own data source, which calculates with the results of others. */
export const EXPRESSION_UID = '__expr__';

/** What a data source is asked; an expression names the queries that it calculates with. */
export type GrafanaModel = Readonly<Record<string, unknown>> & { readonly expression?: string };

/** A query or an expression of an alert rule. */
export interface GrafanaQuery {
  readonly refId: string;
  readonly datasourceUid: string;
  readonly relativeTimeRange: { readonly from: number; readonly to: number };
  readonly model: GrafanaModel & { readonly refId: string };
}

/** An alert rule as Grafana's file provisioning reads it. */
export interface GrafanaRule {
  readonly uid: string;
  readonly title: string;
  readonly condition: string;
  readonly for: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly data: readonly GrafanaQuery[];
}

export interface GrafanaGroup {
  readonly orgId: number;
  readonly name: string;
  readonly folder: string;
  readonly interval: string;
  readonly rules: readonly GrafanaRule[];
}

/** Grafana's scheduler ticks at this interval, in seconds. */
export const TICK = 10;
const LONGEST_UID = 40;
const LONGEST_TITLE = 190;
const KNOWN_UIDS: readonly string[] = [...Object.values(DATA_SOURCE_UIDS), EXPRESSION_UID];

/**
 * What Grafana would refuse, one problem per line. A single refused rule ends Grafana's start.
 *
 * @see https://grafana.com/docs/grafana/latest/alerting/set-up/provision-alerting-resources/file-provisioning/
 */
export function grafanaProblems(groups: readonly GrafanaGroup[]): string[] {
  const rules = groups.flatMap((group) => group.rules);
  return [
    ...groups.flatMap(groupProblems),
    ...rules.flatMap((rule) => ruleProblems(rule).map((problem) => `${rule.title}: ${problem}`)),
    ...repeated(groups, ({ name }) => name).map(({ name }) => `${name}: expected a unique name, actual two groups`),
    ...repeated(rules, ({ title }) => title).map(({ title }) => `${title}: expected a unique title, actual two rules`),
    ...repeated(rules, ({ uid }) => uid).map(
      ({ title, uid }) => `${title}: expected a unique uid, actual '${uid}' of another rule`,
    ),
  ];
}

function groupProblems({ name, folder, interval }: GrafanaGroup): string[] {
  const seconds = /^[1-9]\d*s$/.test(interval) ? Number(interval.slice(0, -1)) : Number.NaN;
  return [
    ...(seconds % TICK === 0
      ? []
      : [`expected an interval in seconds that is a multiple of ${TICK}, actual '${interval}'`]),
    ...nameProblems('name', name),
    ...nameProblems('folder', folder),
  ].map((problem) => `${name}: ${problem}`);
}

function nameProblems(what: string, text: string): string[] {
  return [
    ...(text.trim() === '' || /[/\\]/.test(text) ? [`expected a ${what} without slashes, actual '${text}'`] : []),
    ...tooLong(what, text, LONGEST_TITLE),
  ];
}

function ruleProblems(rule: GrafanaRule): string[] {
  const { uid, title, condition, data } = rule;
  const refIds = data.map(({ refId }) => refId);
  return [
    ...tooLong('uid', uid, LONGEST_UID),
    ...(/^[a-zA-Z0-9_-]+$/.test(uid) ? [] : [`expected a uid of letters, digits, - and _, actual '${uid}'`]),
    ...tooLong('title', title, LONGEST_TITLE),
    ...(/^(\d+[dhms])+$/.test(rule.for) ? [] : [`expected a duration that is not negative, actual '${rule.for}'`]),
    ...(refIds.includes(condition) ? [] : [`expected a condition of ${refIds.join(', ')}, actual '${condition}'`]),
    ...data.flatMap((query, n) => queryProblems(query, refIds.slice(0, n))),
    ...labelProblems(rule),
    ...annotationProblems(rule),
  ];
}

function tooLong(what: string, text: string, most: number): string[] {
  return text.length > most ? [`expected a ${what} of at most ${most} characters, actual '${text}'`] : [];
}

function queryProblems({ refId, datasourceUid, model }: GrafanaQuery, before: readonly string[]): string[] {
  const { expression = '' } = model;
  const operands = expression.includes('$')
    ? [...expression.matchAll(/\$\{?(\w+)/g)].map(([, name = '']) => name)
    : [expression].filter(Boolean);
  const unknown = operands.filter((operand) => !before.includes(operand));
  return [
    ...(before.includes(refId) ? [`expected a unique refId, actual '${refId}' twice`] : []),
    ...(model.refId === refId ? [] : [`expected the model's refId to be ${refId}, actual '${model.refId}'`]),
    ...(KNOWN_UIDS.includes(datasourceUid)
      ? []
      : [`expected a data source of ${KNOWN_UIDS.join(', ')}, actual '${datasourceUid}'`]),
    ...unknown.map((operand) => `${refId}: expected an operand of ${before.join(', ')}, actual '${operand}'`),
  ];
}

/** Provisioning expands `$NAME` in a label from the environment; `$$` is a dollar that stays. */
function labelProblems({ labels }: GrafanaRule): string[] {
  return Object.entries(labels).flatMap(([name, text]) => [
    ...(text.replaceAll('$$', '').includes('$') ? [`label ${name}: expected $$ for each $, actual '${text}'`] : []),
    ...grafanaTemplateProblems(text.replaceAll('$$', '$')).map((problem) => `label ${name}: ${problem}`),
  ]);
}

/** Provisioning leaves annotations as they are, except that the newest versions expand `${NAME}`. */
function annotationProblems({ annotations }: GrafanaRule): string[] {
  return Object.entries(annotations).flatMap(([name, text]) => [
    ...(/\$[${]/.test(text) ? [`annotation ${name}: expected neither $$ nor \${, actual '${text}'`] : []),
    ...grafanaTemplateProblems(text).map((problem) => `annotation ${name}: ${problem}`),
  ]);
}

/** Those that have the same key as one before. */
function repeated<T>(all: readonly T[], key: (one: T) => string): T[] {
  const keys = all.map(key);
  return all.filter((one, n) => keys.indexOf(key(one)) < n);
}
