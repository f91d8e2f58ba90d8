import type { Act } from '@qt/contracts';
import { describe, expect, test } from 'vitest';
import { effectOf, type GuardNow } from './loosening.ts';

const reason = 'a test';
const guard: GuardNow = {
  state: 'reducing',
  limits: { max_notional_per_trade: '1000', max_open_positions: 5, max_drawdown: null },
};

describe('an act is done at once', () => {
  test.each<[string, Act]>([
    ['that engages the kill switch', { kind: 'kill_switch', enabled: true, reason }],
    ['that halts', { kind: 'state', state: 'halted', reason }],
    ['that changes no state', { kind: 'state', state: 'reducing', reason }],
    ['that closes positions', { kind: 'flatten', reason }],
    ['that lowers a limit', { kind: 'limits', limits: { max_notional_per_trade: '999.99' }, reason }],
    ['that sets a limit where there was none', { kind: 'limits', limits: { max_drawdown: '500' }, reason }],
    ['that halts promotions', { kind: 'halt_promotions', halted: true, reason }],
    ['that runs a job', { kind: 'run_job', job_id: 'signal_scan', reason }],
  ])('%s', (_, act) => {
    expect(effectOf(act, guard)).toBeNull();
  });
});

describe('an act is asked for twice', () => {
  test.each<[string, Act, RegExp]>([
    ['that releases the kill switch', { kind: 'kill_switch', enabled: false, reason }, /Releases the kill switch/],
    ['that lets the environment decide', { kind: 'kill_switch', enabled: null, reason }, /follows QT_KILL_SWITCH/],
    ['that activates', { kind: 'state', state: 'active', reason }, /from reducing to active/],
    [
      'that raises a limit',
      { kind: 'limits', limits: { max_open_positions: 6 }, reason },
      /max_open_positions from 5 to 6/,
    ],
    [
      'that removes a limit',
      { kind: 'limits', limits: { max_notional_per_trade: null }, reason },
      /from 1000 to its bound/,
    ],
    ['that resets', { kind: 'reset', reason }, /clears the fail-safe/],
    ['that promotes a model', { kind: 'promote', version: 'm-1', reason }, /m-1 decides/],
    ['that resumes promotions', { kind: 'halt_promotions', halted: false, reason }, /promoted again/],
  ])('%s', (_, act, effect) => {
    expect(effectOf(act, guard)).toMatch(effect);
  });

  test('if it cannot be told what is in force', () => {
    const unknown = { state: null, limits: null };
    expect(effectOf({ kind: 'state', state: 'reducing', reason }, unknown)).toContain('from unknown');
    expect(effectOf({ kind: 'limits', limits: { max_open_positions: 1 }, reason }, unknown)).not.toBeNull();
  });
});
