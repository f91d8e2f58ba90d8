import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { ALERTS, WATCHDOG } from '../alerts/index.ts';
import { VARIABLES } from '../configuration/index.ts';
import { routeOf } from '../routing/index.ts';
import { grafanaNotifications } from './grafana-notifications.ts';
import { grafanaRules } from './grafana-rules.ts';

interface ContactPoint {
  readonly name: string;
  readonly receivers: readonly { readonly uid: string; readonly type: string; readonly settings: object }[];
}
interface Policy {
  readonly receiver: string;
  readonly object_matchers?: readonly (readonly [label: string, operator: string, value: string])[];
  readonly group_wait: string;
  readonly group_interval: string;
  readonly repeat_interval: string;
  readonly routes?: readonly Policy[];
}

const [slack, teams, policies] = grafanaNotifications().map(({ text }) => parse(text) as unknown) as [
  { contactPoints: readonly ContactPoint[] },
  { contactPoints: readonly ContactPoint[] },
  { policies: readonly [Policy] },
];
const [tree] = policies.policies;

/** The first route that matches all of its labels, else the root: as Grafana chooses. */
function routed(labels: Readonly<Record<string, string>>): Policy {
  const fits = ({ object_matchers = [] }: Policy) =>
    object_matchers.every(([label, operator, value]) => operator === '=' && labels[label] === value);
  return tree.routes?.find(fits) ?? tree;
}

describe('Grafana routes as Alertmanager does:', () => {
  const { groups } = parse(grafanaRules().text) as {
    groups: { rules: { title: string; labels: Record<string, string> }[] }[];
  };
  const rules = groups.flatMap((group) => group.rules);

  test.each(rules)('$title', ({ labels }) => {
    const name = labels['alert'] ?? '';
    const alert = ALERTS.find((each) => each.name === name);
    const condition = alert?.conditions.find(({ cause }) => cause === labels['cause']);
    const { receiver, groupWait, groupInterval, repeatInterval } = routeOf(
      alert === undefined ? WATCHDOG : { name, severity: condition?.severity ?? alert.severity },
    );
    expect(routed(labels)).toMatchObject({
      receiver,
      group_wait: groupWait,
      group_interval: groupInterval,
      repeat_interval: repeatInterval,
    });
  });
});

describe.each([
  ['Slack', slack, ['pagerduty', 'slack', 'slack', 'webhook']],
  ['Teams', teams, ['pagerduty', 'teams', 'teams', 'webhook']],
])('the contact points with %s', (_, { contactPoints }, types) => {
  const receivers = contactPoints.flatMap((point) => point.receivers);

  test('are those that the policies name', () => {
    const named = [tree, ...(tree.routes ?? [])].map(({ receiver }) => receiver);
    expect(new Set(contactPoints.map(({ name }) => name))).toEqual(new Set(named));
    expect(receivers.map(({ type }) => type)).toEqual(types);
  });

  test('have unique uids that Grafana takes', () => {
    expect(new Set(receivers.map(({ uid }) => uid)).size).toBe(receivers.length);
    for (const { uid } of receivers) expect(uid).toMatch(/^[a-zA-Z0-9_-]{1,40}$/);
  });

  test('link to the dashboard at the time of the alert', () => {
    const texts = receivers.filter(({ type }) => type === 'slack' || type === 'teams').map(({ settings }) => settings);
    expect(texts).toHaveLength(2);
    for (const text of texts) {
      expect(Object.values(text).join('\n')).toMatch(
        /dashboard_url \}\}\?from=\{\{ .*StartsAt.* \}\}&to=.*EndsAt.*now/,
      );
    }
  });

  test('have their addresses from documented variables, and no other dollar, which Grafana would expand', () => {
    const documented = VARIABLES.flatMap(({ variables }) => variables)
      .filter(({ readBy }) => readBy.includes('grafana'))
      .map(({ name }) => `\${${name}}`);
    const texts = receivers.flatMap(({ settings }) => Object.values(settings).map(String));
    const expanded = texts.filter((text) => text.includes('$'));
    expect(expanded).toHaveLength(receivers.length);
    expect(expanded.filter((text) => !documented.includes(text))).toEqual([]);
  });
});
