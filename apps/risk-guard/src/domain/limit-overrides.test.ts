import { amount } from '@qt/domain';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { limits as bounds, buy, context } from './check-order.fixture.ts';
import { checkOrder } from './check-order.ts';
import { changeOverrides, limitsInForce, limitTexts, loosens, overridesAboveBounds } from './limit-overrides.ts';

const money = fc.integer({ min: 1, max: 2_000_000 }).map((cents) => amount(cents).dividedBy(100).toFixed());
const count = fc.integer({ min: 1, max: 200 });
const anyChange = fc.record(
  {
    max_notional_per_trade: fc.option(money),
    max_daily_loss: fc.option(money),
    max_drawdown: fc.option(fc.constantFrom('0.01', '0.5')),
    max_position_notional: fc.option(money),
    max_gross_exposure: fc.option(money),
    max_open_positions: fc.option(count),
    max_orders_per_minute: fc.option(count),
    price_band_percent: fc.option(money),
  },
  { requiredKeys: [] },
);

describe('limits that an operator has changed', () => {
  test('are exact at their bound', () => {
    const at = { max_notional_per_trade: '1000.000', max_open_positions: '3', max_drawdown: '0.9' };
    expect(overridesAboveBounds(at, bounds())).toEqual([]);
    expect(overridesAboveBounds({ ...at, max_notional_per_trade: '1000.000000000000000001' }, bounds())).toEqual([
      { name: 'max_notional_per_trade', most: '1000', actual: '1000.000000000000000001' },
    ]);
  });

  test('a change leaves what it does not name, and null is the bound again', () => {
    const overrides = changeOverrides({ max_daily_loss: '5' }, { max_open_positions: 2 });
    expect(overrides).toEqual({ max_daily_loss: '5', max_open_positions: '2' });
    expect(changeOverrides(overrides, { max_daily_loss: null })).toEqual({ max_open_positions: '2' });
  });

  test('a limit of the environment that is none can be set, which tightens', () => {
    const inForce = limitsInForce(bounds(), { max_drawdown: '0.1' });
    expect(inForce.maxDrawdown).toEqual(amount('0.1'));
    expect(loosens(bounds(), inForce)).toBe(false);
    expect(loosens(inForce, bounds())).toBe(true);
  });

  const each = [
    ['max_notional_per_trade', 'maxNotionalPerTrade'],
    ['max_daily_loss', 'maxDailyLoss'],
    ['max_drawdown', 'maxDrawdown'],
    ['max_position_notional', 'maxPositionNotional'],
    ['max_gross_exposure', 'maxGrossExposure'],
    ['max_open_positions', 'maxOpenPositions'],
    ['max_orders_per_minute', 'maxOrdersPerMinute'],
    ['max_cancels_per_minute', 'maxCancelsPerMinute'],
    ['price_band_percent', 'priceBandPercent'],
  ] as const;

  test.each(each)('%s is in force where it is stricter, and changes no other', (name, key) => {
    const given = bounds({ maxDrawdown: amount('3') });
    const limit = (value: number) => (typeof given[key] === 'number' ? value : amount(value));
    expect(limitsInForce(given, { [name]: '2' })).toEqual({ ...given, [key]: limit(2) });
    expect(limitsInForce(given, { [name]: '1000000' })).toEqual(given);
    expect(limitTexts(limitsInForce(given, { [name]: '2' }))).toEqual({ ...limitTexts(given), [name]: '2' });
  });

  test('are shown by their names on the wire, null where there is none', () => {
    expect(limitTexts(bounds())).toEqual({
      max_notional_per_trade: '1000',
      max_daily_loss: '500',
      max_drawdown: null,
      max_position_notional: '5000',
      max_gross_exposure: '20000',
      max_open_positions: '3',
      max_orders_per_minute: '120',
      max_cancels_per_minute: '60',
      price_band_percent: '10',
    });
  });

  test('never let through what the bounds deny, whatever is asked for, and never loosen them', () => {
    fc.assert(
      fc.property(fc.array(anyChange, { maxLength: 4 }), fc.integer({ min: 1, max: 40 }), (changes, thousandths) => {
        const inForce = limitsInForce(bounds(), changes.reduce(changeOverrides, {}));
        expect(loosens(bounds(), inForce)).toBe(false);
        const order = buy({ quantity: amount(thousandths).times('0.001') });
        const given = context({ ordersLastMinute: 100, otherOpenSymbols: 2, otherExposure: amount('15000') });
        if (checkOrder(order, given, bounds()).result === 'passed') return;
        expect(checkOrder(order, given, inForce).result).toBe('denied');
      }),
    );
  });

  test('what passes a change that does not loosen has passed before it', () => {
    fc.assert(
      fc.property(anyChange, anyChange, fc.integer({ min: 1, max: 40 }), (first, second, thousandths) => {
        const overrides = changeOverrides({}, first);
        const [before, after] = [
          limitsInForce(bounds(), overrides),
          limitsInForce(bounds(), changeOverrides(overrides, second)),
        ];
        if (loosens(before, after)) return;
        const order = buy({ quantity: amount(thousandths).times('0.001') });
        if (checkOrder(order, context(), after).result !== 'passed') return;
        expect(checkOrder(order, context(), before).result).toBe('passed');
      }),
    );
  });
});
