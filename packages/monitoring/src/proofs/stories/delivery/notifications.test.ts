import { describe, expect, test } from 'vitest';
import type { Inhibition } from '../../../routing/index.ts';
import type { Labels } from '../../series/series.ts';
import { messageOf } from './message.ts';
import { type Firing, notificationsOf } from './notifications.ts';

const STEP = 15;
const page = (cause: string, alertname = 'RiskGuardDown'): Labels => ({ alertname, severity: 'high', cause });
const chat = (cause: string): Labels => ({ alertname: 'CacheMisses', severity: 'medium', cause });

/** Each alert fires from one evaluation until before another. */
function firing(...alerts: readonly (readonly [labels: Labels, from: number, to: number])[]): Firing {
  const times = alerts.flatMap(([labels, from, to]) =>
    Array.from({ length: (to - from) / STEP }, (_, n) => [from + n * STEP, labels] as const),
  );
  return new Map(
    Object.entries(Object.groupBy(times, ([t]) => t)).map(([t, all]) => [Number(t), all?.map(([, l]) => l) ?? []]),
  );
}
const sent = (fired: Firing, inhibitions: readonly Inhibition[] = [], until = 1800) =>
  notificationsOf(fired, { step: STEP, until, inhibitions }).map(messageOf);

describe('Alertmanager notifies', () => {
  test('of a page 20 s after it fires, and of its end with the next minute', () => {
    expect(sent(firing([page('gone'), 60, 300]))).toEqual([
      '1:20 high RiskGuardDown (gone)',
      '5:20 resolved RiskGuardDown',
    ]);
  });

  test('of a medium alert after 30 s, and of its end within five minutes', () => {
    expect(sent(firing([chat('misses'), 60, 120]))).toEqual([
      '1:30 medium CacheMisses (misses)',
      '6:30 resolved CacheMisses',
    ]);
  });

  test('of nothing that ends before it is looked at', () => {
    expect(sent(firing([chat('misses'), 60, 90]))).toEqual([]);
  });

  test('of one group together, and again when another joins or leaves it', () => {
    expect(sent(firing([page('a'), 60, 600], [page('b'), 90, 300], [page('c'), 60, 600]))).toEqual([
      '1:20 high RiskGuardDown (a; c)',
      '2:20 high RiskGuardDown (a; b; c)',
      '5:20 high RiskGuardDown (a; c)',
      '10:20 resolved RiskGuardDown',
    ]);
  });

  test('of one that comes back after it was resolved', () => {
    expect(sent(firing([page('gone'), 60, 120], [page('gone'), 600, 660]))).toEqual([
      '1:20 high RiskGuardDown (gone)',
      '2:20 resolved RiskGuardDown',
      '10:20 high RiskGuardDown (gone)',
      '11:20 resolved RiskGuardDown',
    ]);
  });

  test('of one that pauses between two looks only once', () => {
    expect(sent(firing([page('gone'), 60, 90], [page('gone'), 120, 240]))).toEqual([
      '1:20 high RiskGuardDown (gone)',
      '4:20 resolved RiskGuardDown',
    ]);
  });

  test('of an unchanged page again after an hour', () => {
    expect(sent(firing([page('gone'), 60, 5340]), [], 5400)).toEqual([
      '1:20 high RiskGuardDown (gone)',
      '62:20 high RiskGuardDown (gone)',
      '89:20 resolved RiskGuardDown',
    ]);
  });
});

describe('an inhibition', () => {
  const INHIBITIONS: readonly Inhibition[] = [
    { why: '', source: { alert: 'RiskGuardDown' }, targets: [{ alert: 'TradingHalted' }] },
    { why: '', source: { alert: 'ServiceRestarting' }, targets: [{ alert: 'TelemetryTargetDown' }], equal: ['job'] },
  ];
  const halted = page('blocked', 'TradingHalted');

  test('keeps back what fires with its source, whichever fires first', () => {
    expect(sent(firing([page('gone'), 75, 600], [halted, 75, 600]), INHIBITIONS)).toEqual([
      '1:35 high RiskGuardDown (gone)',
      '10:35 resolved RiskGuardDown',
    ]);
  });

  test('does not keep back what was to be notified before its source fires', () => {
    expect(sent(firing([page('gone'), 90, 600], [halted, 60, 600]), INHIBITIONS)).toEqual([
      '1:20 high TradingHalted (blocked)',
      '1:50 high RiskGuardDown (gone)',
      '10:20 resolved TradingHalted',
      '10:50 resolved RiskGuardDown',
    ]);
  });

  test('that ends first lets its target be notified', () => {
    expect(sent(firing([page('gone'), 60, 300], [halted, 60, 600]), INHIBITIONS)).toEqual([
      '1:20 high RiskGuardDown (gone)',
      '5:20 resolved RiskGuardDown',
      '5:20 high TradingHalted (blocked)',
      '10:20 resolved TradingHalted',
    ]);
  });

  test('by equal labels applies to those only', () => {
    const restarting = { ...page('restarts', 'ServiceRestarting'), job: 'qt-api' };
    const down = (job: string) => ({ ...page('gone', 'TelemetryTargetDown'), job });
    expect(
      sent(firing([restarting, 60, 120], [down('qt-api'), 60, 120], [down('qt-scheduler'), 60, 120]), INHIBITIONS),
    ).toEqual([
      '1:20 high ServiceRestarting (restarts qt-api)',
      '1:20 high TelemetryTargetDown (gone qt-scheduler)',
      '2:20 resolved ServiceRestarting',
      '2:20 resolved TelemetryTargetDown',
    ]);
  });
});
