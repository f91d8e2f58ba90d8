import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RuleGroup } from '../../alerts/rules.ts';
import { testRules } from '../promtool/promtool.ts';
import { STEP } from '../series/path.ts';
import type { Labels } from '../series/series.ts';
import type { Firing } from './delivery/notifications.ts';
import type { Story } from './story.ts';
import { minutes } from './system/incident.ts';
import { systemSeries } from './system/system.ts';

/**
 * What the rules fire throughout each story, by title.
 *
 * promtool shows the value of a query only where it differs from what was expected. So each story expects that nothing
 * fires at any evaluation, and what fires is read from promtool's report of the differences.
 */
export async function firingOf(
  folder: string,
  groups: readonly RuleGroup[],
  stories: readonly Story[],
): Promise<Map<string, Firing>> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'rules.yaml'), JSON.stringify({ groups }));
  const firing = new Map<string, Firing>();
  await Promise.all(
    halves(stories).map(async (half, n) => {
      for (const story of half) {
        const file = join(folder, `${n}.json`);
        writeFileSync(file, JSON.stringify(testFile(groups, story)));
        const [results] = await testRules([file]);
        firing.set(story.title, read(results?.[0]?.failure ?? ''));
      }
    }),
  );
  return firing;
}

/** For two promtools at a time, with about as many evaluations each. */
function halves(stories: readonly Story[]): Story[][] {
  const evaluations = ({ incident }: Story) => incident.minutes / (incident.step ?? STEP);
  const first: Story[] = [];
  const second: Story[] = [];
  let ahead = 0;
  for (const story of stories.toSorted((a, b) => evaluations(b) - evaluations(a))) {
    const isFirst = ahead <= 0;
    (isFirst ? first : second).push(story);
    ahead += (isFirst ? 1 : -1) * evaluations(story);
  }
  return [first, second];
}

function testFile(groups: readonly RuleGroup[], { title, incident }: Story): object {
  const step = incident.step ?? STEP;
  const times = Array.from({ length: minutes(incident.minutes) / step + 1 }, (_, n) => n * step);
  return {
    rule_files: ['rules.yaml'],
    group_eval_order: groups.map(({ name }) => name),
    evaluation_interval: `${step}s`,
    tests: [
      {
        name: title,
        interval: `${step}s`,
        input_series: systemSeries(incident),
        promql_expr_test: times.map((at) => ({
          expr: 'ALERTS{alertstate="firing", alertname!="Watchdog"}',
          eval_time: `${at}s`,
          exp_samples: [],
        })),
      },
    ],
  };
}

/** @throws Error for a report that is not of this kind */
function read(report: string): Firing {
  const found = [...report.matchAll(/expr: .*, time: (\w+),\s+exp: nil\s+got: (.*)/g)];
  const reported = report.split('expr: ').length - 1;
  if (found.length !== reported || (reported === 0 && report !== '')) {
    throw new Error(`promtool: expected a report of what fires, actual:\n${report.slice(0, 2000)}`);
  }
  return new Map(found.map(([, time = '', got = '']) => [secondsOf(time), labelSets(got)]));
}

function labelSets(text: string): Labels[] {
  return [...text.matchAll(/\{(.*?)\} 1E\+00/g)].map(([, inside = '']) => {
    const pairs = [...inside.matchAll(/(\w+)=("(?:[^"\\]|\\.)*")/g)];
    const labels = pairs.map(([, name = '', value = '']) => [name, JSON.parse(value) as string] as const);
    return Object.fromEntries(labels.filter(([name]) => name !== '__name__' && name !== 'alertstate'));
  });
}

/** Of a duration as Prometheus prints it, such as `1h2m15s`. */
function secondsOf(duration: string): number {
  const units: Readonly<Record<string, number>> = { w: 604_800, d: 86_400, h: 3600, m: 60, s: 1 };
  const parts = [...duration.matchAll(/(\d+)([wdhms])/g)];
  return parts.reduce((sum, [, count, unit = '']) => sum + Number(count) * (units[unit] ?? Number.NaN), 0);
}
