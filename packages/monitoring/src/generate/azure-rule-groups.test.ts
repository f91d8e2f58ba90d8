import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ruleGroups } from '../alerts/rules.ts';
import { azureRuleGroups } from './azure-rule-groups.ts';

const duration = z.string().regex(/^PT\d+[MS]$/);
const text = z.string().refine((value) => !value.includes('{{'), 'expected no template');
const rule = {
  expression: z.string().min(1),
  enabled: z.literal(true),
};
/** What the API version 2023-03-01 takes, as far as the template uses it. */
const group = z.strictObject({
  type: z.literal('Microsoft.AlertsManagement/prometheusRuleGroups'),
  apiVersion: z.literal('2023-03-01'),
  name: z
    .string()
    .regex(/^[^:@/#{}%&+*<>?\\]+$/)
    .max(260),
  location: z.literal("[parameters('location')]"),
  properties: z.strictObject({
    scopes: z.tuple([z.literal("[parameters('workspaceId')]")]),
    enabled: z.literal(true),
    interval: z.enum(['PT1M', 'PT5M']),
    rules: z
      .array(
        z.union([
          z.strictObject({ record: z.string(), ...rule }),
          z.strictObject({
            alert: z.string(),
            ...rule,
            for: duration,
            severity: z.union([z.literal(1), z.literal(3)]),
            labels: z.record(z.string(), text).refine((labels) => Object.keys(labels).length <= 10),
            annotations: z.strictObject({ summary: text, description: text, runbook_url: text }),
            actions: z.tuple([z.strictObject({ actionGroupId: z.literal("[parameters('actionGroupId')]") })]),
            resolveConfiguration: z.strictObject({ autoResolved: z.literal(true), timeToResolve: duration }),
          }),
        ]),
      )
      .min(1)
      .max(20),
  }),
});
const template = z.strictObject({
  $schema: z.literal('https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#'),
  contentVersion: z.string(),
  parameters: z.record(z.string(), z.looseObject({ type: z.literal('string') })),
  resources: z.array(group),
});
const read = (json: string) => template.parse(JSON.parse(json));

describe('the ARM template for Azure Monitor', () => {
  const { resources, parameters } = read(azureRuleGroups().text);
  const rules = resources.flatMap(({ properties }) => properties.rules);

  test('has every rule but the dead man’s switch, in order', () => {
    const expected = ruleGroups()
      .flatMap((each) => each.rules)
      .map((each) => ('alert' in each ? `${each.alert}-${each.labels['cause']}` : each.record));
    const actual = rules.map((each) => ('alert' in each ? each.alert : each.record));
    expect(actual).toEqual(expected.filter((name) => name !== 'Watchdog-heartbeat'));
    expect(new Set(actual).size).toBe(actual.length);
    expect(new Set(resources.map(({ name }) => name)).size).toBe(resources.length);
  });

  test('evaluates each minute, and the error budget every five', () => {
    const slow = resources.filter(({ properties }) => properties.interval === 'PT5M').map(({ name }) => name);
    expect(slow).toEqual(['qt-error-budget']);
  });

  test('gives each parameter that it reads', () => {
    const text = azureRuleGroups().text;
    const readBy = [...text.matchAll(/parameters\('(\w+)'\)/g)].map(([, name]) => name);
    expect(new Set(readBy)).toEqual(new Set(Object.keys(parameters)));
  });
});

test('one rule, as Azure takes it', () => {
  const rule = {
    alert: 'LossTooBig',
    expr: 'qt_loss > 1',
    for: '90s',
    labels: { severity: 'high', service: '{{ $labels.job }}', cause: 'near' },
    annotations: { summary: 'Loss of {{ $labels.job }}', description: '[{{ $value }}]', runbook_url: '/LossTooBig' },
  };
  const { resources } = read(azureRuleGroups([{ name: 'qt-risk', interval: '15s', rules: [rule] }]).text);
  expect(resources[0]?.properties).toMatchObject({
    interval: 'PT1M',
    rules: [
      {
        alert: 'LossTooBig-near',
        for: 'PT90S',
        severity: 1,
        labels: { alert: 'LossTooBig', severity: 'high', cause: 'near' },
        annotations: {
          summary: 'Loss of ⟨job⟩',
          description: '[[⟨value⟩]',
          runbook_url: "[concat(parameters('runbooksUrl'), '/LossTooBig')]",
        },
      },
    ],
  });
});

test('a group with more than 20 rules is split', () => {
  const rules = Array.from({ length: 41 }, (_, n) => ({ record: `qt:r${n}`, expr: 'vector(1)' }));
  const { resources } = read(azureRuleGroups([{ name: 'qt-many', interval: '5m', rules }]).text);
  expect(resources.map(({ name, properties }) => [name, properties.rules.length])).toEqual([
    ['qt-many', 20],
    ['qt-many-2', 20],
    ['qt-many-3', 1],
  ]);
});
