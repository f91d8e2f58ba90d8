import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ruleGroups } from '../alerts/rules.ts';
import { CASES } from './cases/index.ts';
import { type CaseResult, promtool } from './promtool/promtool.ts';
import { prove, rulesOf } from './promtool/prove.ts';

const groups = ruleGroups();
const rules = groups.flatMap((group) => group.rules);
const names = [...new Set(CASES.map(({ alert }) => alert))];

test('every condition of every alert has a case with all its labels and annotations, and every case belongs to a rule', () => {
  const conditions = rules.flatMap((rule) => ('alert' in rule ? [`${rule.alert}: ${rule.labels['cause']}`] : []));
  const annotated = CASES.flatMap(({ alert, expect: expected }) =>
    expected.flatMap((each) =>
      'alerts' in each ? each.alerts.map(({ labels }) => `${alert}: ${labels['cause']}`) : [],
    ),
  );
  expect(new Set(annotated)).toEqual(new Set(conditions));
  const known = rules.map((rule) => ('alert' in rule ? rule.alert : rule.record));
  expect(names.filter((name) => !known.includes(name))).toEqual([]);
});

describe.skipIf(promtool === undefined)('by promtool (needs promtool)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'qt-rules-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  describe.each(names)('%s', (name) => {
    const cases = CASES.filter(({ alert }) => alert === name);
    let results: readonly CaseResult[] = [];
    beforeAll(async () => {
      results = await prove(join(folder, name.replaceAll(':', '_')), rulesOf(name, groups), cases);
    });

    test.each(cases.map((each) => each.name))('%s', (sentence) => {
      const own = results.filter((result) => result.name === sentence);
      expect(own.map(({ failure }) => failure)).toEqual([undefined]);
    });
  });
});
