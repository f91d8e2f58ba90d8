import { expect, test } from 'vitest';
import { limitChangeOf } from './limit-fields.ts';

const IN_FORCE = { max_daily_loss: '500', max_open_positions: 5, max_drawdown: null };

test('only what differs is changed: money as text, counts as numbers, nothing as the bound again', () => {
  expect(limitChangeOf({ max_daily_loss: '250.50', max_open_positions: '3', max_drawdown: '' }, IN_FORCE)).toEqual({
    max_daily_loss: '250.50',
    max_open_positions: 3,
  });
  expect(limitChangeOf({ max_daily_loss: '' }, IN_FORCE)).toEqual({ max_daily_loss: null });
});

test('what is typed as it was changes nothing', () => {
  expect(limitChangeOf({ max_daily_loss: '500', max_open_positions: '5' }, IN_FORCE)).toBeUndefined();
});
