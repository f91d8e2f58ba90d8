import { parser } from '@prometheus-io/lezer-promql';
import { type RuleGroup, ruleGroups } from '@qt/monitoring/rules';
import { expect, test } from 'vitest';
import { millisecondsOf } from './duration.ts';
import { scaledRules } from './scaled-rules.ts';

const FACTOR = 30;
const committed = ruleGroups();
const scaled = scaledRules(FACTOR);

interface Literal {
  readonly text: string;
  readonly isDuration: boolean;
}

/** A query with each number and duration replaced, and what was in their places. */
function parts(query: string): { skeleton: string; literals: Literal[] } {
  const literals: Literal[] = [];
  let skeleton = '';
  let at = 0;
  parser
    .parse(query)
    .topNode.cursor()
    .iterate(({ name, from, to }) => {
      if (!name.startsWith('NumberDurationLiteral')) return;
      skeleton += `${query.slice(at, from)}□`;
      at = to;
      literals.push({ text: query.slice(from, to), isDuration: name.endsWith('InDurationContext') });
    });
  return { skeleton: skeleton + query.slice(at), literals };
}

const expressions = (groups: readonly RuleGroup[]) => groups.flatMap(({ rules }) => rules.map(({ expr }) => expr));

/** Everything of a rule but its times. */
function withoutTimes(groups: readonly RuleGroup[]): unknown {
  return groups.map(({ name, rules }) => ({
    name,
    rules: rules.map((rule) => ({
      ...rule,
      expr: parts(rule.expr).skeleton,
      ...('for' in rule ? { for: '□' } : {}),
      ...('keep_firing_for' in rule ? { keep_firing_for: '□' } : {}),
    })),
  }));
}

test('names, labels, texts and the structure of every query are the committed ones', () => {
  expect(withoutTimes(scaled)).toEqual(withoutTimes(committed));
});

test('every window, offset, step, pending time and interval is divided by the factor', () => {
  const durations = (groups: readonly RuleGroup[]) =>
    groups.flatMap(({ interval, rules }) => [
      interval,
      ...rules.flatMap((rule) => ('alert' in rule ? [rule.for ?? '0s', rule.keep_firing_for ?? '0s'] : [])),
      ...rules.flatMap(({ expr }) => parts(expr).literals.flatMap(({ text, isDuration }) => (isDuration ? text : []))),
    ]);
  const before = durations(committed).map(millisecondsOf);
  expect(before.length).toBeGreaterThan(150);
  expect(durations(scaled).map((one) => millisecondsOf(one) * FACTOR)).toEqual(before);
});

test('of the numbers, those that are seconds of the schedule or rates change, and no others', () => {
  const numbers = (groups: readonly RuleGroup[]) =>
    groups.flatMap(({ rules }) =>
      rules.flatMap((rule) => {
        const name = 'record' in rule ? rule.record : `${rule.alert} ${rule.labels['cause']}`;
        const literals = parts(rule.expr).literals.filter(({ isDuration }) => !isDuration);
        return literals.map(({ text }) => ({ name, text }));
      }),
    );
  const after = numbers(scaled);
  const changes = numbers(committed).flatMap(({ name, text }, n) =>
    after[n]?.text === text ? [] : [`${name}: ${text} → ${after[n]?.text}`],
  );
  expect([...new Set(changes)]).toMatchInlineSnapshot(`
    [
      "SchedulerStalled gone: 150 → 5",
      "SchedulerStalled future: 60 → 2",
      "SchedulerStalled degraded: 300 → 10",
      "SchedulerStalled degraded: 600 → 20",
      "qt:api_requests_asked:rate5m: 0.05 → 1.5",
      "ApiErrorSpike errors: 0.0092 → 0.276",
      "ModelConfidenceDrop low: 480 → 16",
      "ModelConfidenceDrop low: 60 → 2",
      "ModelInferenceStale stale: 60 → 2",
      "ModelInferenceStale stale: 180 → 6",
      "ModelInferenceStale unwatched: 60 → 2",
      "ModelInferenceStale unwatched: 180 → 6",
      "ModelSkillLost worse: 3600 → 120",
      "FeatureDrift drift: 3600 → 120",
      "RetrainingFailure failure: 900 → 30",
      "RetrainOverdue stuck: 3600 → 120",
      "RiskGuardDown gone: 150 → 5",
      "ReconciliationBreak differ: 900 → 30",
      "ServiceRestarting restarts: 900 → 30",
      "DataDiskFilling rate: 3600 → 120",
      "EventLoopHeld held: 150 → 5",
      "ClockSkew offset: 150 → 5",
      "TelemetryTargetDown api_gone: 150 → 5",
      "TelemetryTargetDown scheduler_gone: 150 → 5",
      "TelemetryTargetDown retrain_worker_gone: 150 → 5",
      "TelemetryTargetDown risk_guard_gone: 150 → 5",
      "TelemetryTargetDown unseen: 150 → 5",
      "qt:api_availability:error_budget_left_ratio30d: 1e-9 → 3e-8",
      "qt:api_latency:error_budget_left_ratio30d: 1e-9 → 3e-8",
    ]
  `);
});

test('the scale undone gives the committed rules again', () => {
  const there = scaledRules(1 / FACTOR, scaled);
  expect(expressions(there)).toEqual(expressions(scaledRules(1, committed)));
});
