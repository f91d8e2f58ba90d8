import { describe, expect, test } from 'vitest';
import { concerns, type FlattenOrder, mergeFlatten } from './flatten-order.ts';

const closing = (symbols: readonly string[] | null, finalState: FlattenOrder['finalState'] = 'reducing') => ({
  symbols,
  finalState,
  actor: 'anna',
  reason: 'drill',
  since: 1,
});

describe('a demand to close positions', () => {
  test('concerns the symbols that it names, and every one if it names none', () => {
    expect(concerns(closing(['BTCUSDT']), 'BTCUSDT')).toBe(true);
    expect(concerns(closing(['BTCUSDT']), 'ETHUSDT')).toBe(false);
    expect(concerns(closing(null), 'ETHUSDT')).toBe(true);
  });

  test('beside another closes the symbols of both, each once, for the later reason', () => {
    const later = { ...closing(['ETHUSDT', 'SOLUSDT']), actor: 'ben', since: 2 };
    expect(mergeFlatten(null, later)).toEqual(later);
    expect(mergeFlatten(closing(['BTCUSDT', 'ETHUSDT']), later)).toEqual({
      ...later,
      symbols: ['BTCUSDT', 'ETHUSDT', 'SOLUSDT'],
    });
  });

  test.each([
    [null, ['BTCUSDT']],
    [['BTCUSDT'], null],
    [null, null],
  ])('of %j and of %j together closes everything', (before, added) => {
    expect(mergeFlatten(closing(before), closing(added)).symbols).toBeNull();
  });

  test.each([
    ['halted', 'reducing', 'halted'],
    ['reducing', 'halted', 'halted'],
    ['reducing', 'reducing', 'reducing'],
  ] as const)('that ends %s, and another that ends %s, end %s', (before, added, final) => {
    expect(mergeFlatten(closing(null, before), closing(null, added)).finalState).toBe(final);
  });
});
