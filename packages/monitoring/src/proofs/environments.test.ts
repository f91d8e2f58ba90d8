import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ruleGroups } from '../alerts/rules.ts';
import { ruleGroupsFor } from '../generate/settings/rules.ts';
import { selected } from '../generate/settings/selector.ts';
import { DEFAULTS } from '../generate/settings/settings.ts';
import type { Case, Expectation } from './cases/case.ts';
import { CASES } from './cases/index.ts';
import { type CaseResult, promtool } from './promtool/promtool.ts';
import { prove, rulesOf } from './promtool/prove.ts';
import type { Labels, Series } from './series/series.ts';

const PRODUCTION = { ...DEFAULTS, selector: { deployment_environment_name: 'production' } };
const GROUPS = ruleGroupsFor(PRODUCTION, ruleGroups());
const CARRIED = { deployment_environment_name: 'production', environment: 'production' };
const SHARED = /^(?:prometheus|alertmanager|otelcol)_|job="(?:otel-collector|prometheus|alertmanager)"/;
/** Those by scrape: both paths have the same labels. */
const SCRAPED = CASES.filter(({ name }) => !/pushed|twice/.test(name));
const names = [...new Set(SCRAPED.map(({ alert }) => alert))];

/** The series as scraped in one environment; those of Prometheus, Alertmanager and the Collector have none. */
function scrapedIn(environment: string, { series, values }: Series): Series {
  if (SHARED.test(series)) return { series, values };
  const label = `deployment_environment_name="${environment}"`;
  return {
    series: series.replace(/\{(.*)\}$/, (_, own: string) => `{${[own, label].filter(Boolean).join(', ')}}`),
    values,
  };
}

const withCarried = (labels: Labels) => ({ ...labels, ...CARRIED });

function expectedOfProduction(expected: Expectation): Expectation {
  if ('query' in expected) {
    const query = `sum without (deployment_environment_name) (${selected(expected.query, PRODUCTION)})`;
    return { ...expected, query };
  }
  if ('alerts' in expected) {
    return { ...expected, alerts: expected.alerts.map((each) => ({ ...each, labels: withCarried(each.labels) })) };
  }
  return 'at' in expected ? { ...expected, firing: expected.firing.map(withCarried) } : expected;
}

/** A case in production, with the series of another case of the alert in staging. */
function beside(own: Case, other: Case): Case {
  const shared = own.series.filter(({ series }) => SHARED.test(series)).map(({ series }) => series);
  const staging = other.series.filter(({ series }) => !SHARED.test(series) && !shared.includes(series));
  return {
    ...own,
    series: [
      ...own.series.map((each) => scrapedIn('production', each)),
      ...staging.map((each) => scrapedIn('staging', each)),
    ],
    expect: own.expect.map(expectedOfProduction),
  };
}

const fires = ({ expect: expected }: Case) => expected.some((each) => 'firing' in each || 'alerts' in each);

/** Each case of an alert beside one that ends otherwise: staging in trouble beside a healthy production, and the reverse. */
function pairs(cases: readonly Case[]): Case[] {
  return cases.map((own, n) => {
    const rest = [...cases.slice(n + 1), ...cases.slice(0, n)].filter((each) => each.sampledEvery === own.sampledEvery);
    return beside(own, rest.find((each) => fires(each) !== fires(own)) ?? rest[0] ?? own);
  });
}

describe.skipIf(promtool === undefined)(
  'rules for production, with staging in the same Prometheus (needs promtool)',
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'qt-environments-'));
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    test('a dead guard in production fires while the one of staging lives, which without a selector hides it', async () => {
      const dead: Case = {
        alert: 'RiskGuardDown',
        name: 'production is dead, staging lives',
        series: [
          scrapedIn('production', { series: 'qt_risk_kill_switch_engaged{job="qt-risk-guard"}', values: '0x20 stale' }),
          scrapedIn('staging', { series: 'qt_risk_kill_switch_engaged{job="qt-risk-guard"}', values: '0x100' }),
        ],
        expect: [{ at: 900, firing: [withCarried({ cause: 'gone' })] }],
      };
      const proved = (groups: typeof GROUPS) => prove(join(folder, 'guard'), rulesOf('RiskGuardDown', groups), [dead]);
      expect(await proved(GROUPS)).toEqual([{ name: dead.name, failure: undefined }]);
      expect(await proved(ruleGroups())).toMatchObject([{ failure: expect.stringContaining('got: nil') }]);
    });

    describe.each(names)('%s', (name) => {
      const cases = SCRAPED.filter(({ alert }) => alert === name);
      let results: readonly CaseResult[] = [];
      beforeAll(async () => {
        results = await prove(join(folder, name.replaceAll(':', '_')), rulesOf(name, GROUPS), pairs(cases));
      });

      test.each(cases.map((each) => each.name))('%s', (sentence) => {
        const own = results.filter((result) => result.name === sentence);
        expect(own.map(({ failure }) => failure)).toEqual([undefined]);
      });
    });
  },
);
