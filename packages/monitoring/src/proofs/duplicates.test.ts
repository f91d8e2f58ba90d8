import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ruleGroups } from '../alerts/rules.ts';
import type { Case, Expectation } from './cases/case.ts';
import { CASES } from './cases/index.ts';
import { type CaseResult, promtool } from './promtool/promtool.ts';
import { prove, rulesOf } from './promtool/prove.ts';
import { twice } from './series/twice.ts';

/** How many fire is not asked: an alert of a target fires for each of the two. */
function sameVerdict(expected: Expectation): Expectation[] {
  if ('query' in expected) return [];
  if ('alerts' in expected) return [{ firing: [expected.at, expected.at] }];
  if (!('at' in expected)) return [expected];
  return [expected.firing.length > 0 ? { firing: [expected.at, expected.at] } : { silent: [expected.at, expected.at] }];
}

/** What is not asked of them: more samples than promtool reads in one query, and a threshold in requests of all targets. */
const LEFT_OUT = [
  'five schedulers on time are silent, scraped every 15 s',
  'only the one of five that hangs fires, scraped every 15 s',
  'latency: one slow request every half minute is silent, scraped every 15 s',
];
const SCRAPED = CASES.filter(({ name }) => !/pushed|twice/.test(name) && !LEFT_OUT.includes(name));
const names = [...new Set(SCRAPED.map(({ alert }) => alert))];

function doubled(own: Case): Case {
  return { ...own, series: own.series.flatMap(twice), expect: own.expect.flatMap(sameVerdict) };
}

describe.skipIf(promtool === undefined)('rules with each target scraped twice (needs promtool)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'qt-duplicates-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  describe.each(names)('%s', (name) => {
    const cases = SCRAPED.filter(({ alert }) => alert === name);
    let results: readonly CaseResult[] = [];
    beforeAll(async () => {
      const groups = rulesOf(name, ruleGroups());
      results = await prove(join(folder, name.replaceAll(':', '_')), groups, cases.map(doubled));
    });

    test.each(cases.map((each) => each.name))('%s', (sentence) => {
      const own = results.filter((result) => result.name === sentence);
      expect(own.map(({ failure }) => failure)).toEqual([undefined]);
    });
  });
});
