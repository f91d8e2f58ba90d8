import { expect, test } from 'vitest';
import { type Draft, describe } from './act-kinds.ts';

test.each<[Draft, boolean]>([
  [{ kind: 'kill_switch', enabled: true }, false],
  [{ kind: 'kill_switch', enabled: false }, true],
  [{ kind: 'kill_switch', enabled: null }, true],
  [{ kind: 'state', state: 'halted' }, false],
  [{ kind: 'state', state: 'active' }, true],
  [{ kind: 'flatten' }, false],
  [{ kind: 'promote', version: 'm-1' }, true],
  [{ kind: 'halt_promotions', halted: true }, false],
  [{ kind: 'halt_promotions', halted: false }, true],
  [{ kind: 'close_positions', symbol: 'BTCUSDT' }, false],
])('%j loosens: %j', (act, loosens) => {
  expect(describe(act).loosens).toBe(loosens);
});

test('what is changed is named', () => {
  const { effect } = describe({ kind: 'limits', limits: { max_daily_loss: '400', max_drawdown: null } });
  expect(effect).toContain('Sets max daily loss to 400, max drawdown to the bound of the environment.');
});

test('what is closed is named', () => {
  expect(describe({ kind: 'flatten', symbol: 'BTCUSDT' }).effect).toContain('BTCUSDT');
  expect(describe({ kind: 'close_positions' }).needs).toBe('trader');
});
