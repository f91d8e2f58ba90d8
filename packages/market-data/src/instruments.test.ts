import { amount, filterViolation, type Instrument } from '@qt/domain';
import { describe, expect, test } from 'vitest';
import { UnknownSymbol } from './failures.ts';
import { listedInstruments } from './instruments.ts';
import { exchangeInfo, instrumentOf } from './providers/exchange-info.ts';

const LOT = { filterType: 'LOT_SIZE', minQty: '0.00001000', maxQty: '9000.00000000', stepSize: '0.00001000' };
const PRICE = {
  filterType: 'PRICE_FILTER',
  minPrice: '0.01000000',
  maxPrice: '1000000.00000000',
  tickSize: '0.01000000',
};
const OTHER = { filterType: 'TRAILING_DELTA', minTrailingAboveDelta: 10 };

const read = (filters: readonly object[], status = 'TRADING') =>
  exchangeInfo.parse({ symbols: [{ symbol: 'BTCUSDT', status, filters }] }).symbols.map(instrumentOf)[0];

describe("Binance's exchangeInfo", () => {
  test('gives lots, ticks and notional, and skips filters of orders that are not placed', () => {
    const market = { filterType: 'MARKET_LOT_SIZE', minQty: '0.00000000', maxQty: '120.5', stepSize: '0.00000000' };
    const notional = {
      filterType: 'NOTIONAL',
      minNotional: '5.00000000',
      applyMinToMarket: true,
      maxNotional: '9000000.00000000',
      applyMaxToMarket: false,
    };
    expect(read([OTHER, LOT, PRICE, market, notional])).toEqual({
      symbol: 'BTCUSDT',
      status: 'TRADING',
      lot: { min: amount('0.00001'), max: amount('9000'), step: amount('0.00001') },
      marketLot: { min: amount('0'), max: amount('120.5'), step: amount('0') },
      tickSize: amount('0.01'),
      minPrice: amount('0.01'),
      maxPrice: amount('1000000'),
      notional: { filter: 'NOTIONAL', min: amount('5'), max: null },
    });
  });

  test('of an older symbol has MIN_NOTIONAL, for market orders or not', () => {
    const minNotional = (applyToMarket: boolean) => ({ filterType: 'MIN_NOTIONAL', minNotional: '10', applyToMarket });
    expect(read([LOT, PRICE, minNotional(true)])?.notional).toMatchObject({ filter: 'MIN_NOTIONAL', min: amount(10) });
    expect(read([LOT, PRICE, minNotional(false)])?.notional).toBeNull();
  });

  test.each([
    ['PERCENT_PRICE', { multiplierUp: '5', multiplierDown: '0.2' }, ['12000', '300000'], ['12000', '300000']],
    [
      'PERCENT_PRICE_BY_SIDE',
      { bidMultiplierUp: '1.2', bidMultiplierDown: '0.2', askMultiplierUp: '5', askMultiplierDown: '0.8' },
      ['12000', '72000'],
      ['48000', '300000'],
    ],
  ] as const)('bounds limit prices by %s around the market', (filterType, multiples, buy, sell) => {
    const instrument = read([LOT, PRICE, { filterType, ...multiples, avgPriceMins: 5 }]);
    if (instrument === undefined) throw new Error('expected an instrument');
    for (const [side, [lowest, highest]] of [
      ['buy', buy],
      ['sell', sell],
    ] as const) {
      const broken = (limitPrice: string) =>
        filterViolation(instrument, {
          quantity: amount(1),
          price: amount('60000'),
          limitPrice: amount(limitPrice),
          side,
        });
      expect([broken(lowest), broken(highest)]).toEqual([null, null]);
      const above = String(Number(highest) + 0.01);
      expect(broken(above)).toMatchObject({ filter: filterType, limit: highest, given: above });
      const below = String(Number(lowest) - 0.01);
      expect(broken(below)).toMatchObject({ filter: filterType, limit: lowest, given: below });
    }
  });

  test.each([
    ['without lots', [PRICE], 'expected a LOT_SIZE filter'],
    ['without ticks', [LOT], 'expected a PRICE_FILTER filter'],
    ['with a step of 0', [{ ...LOT, stepSize: '0.00000000' }, PRICE], 'above 0'],
    ['with a negative bound', [{ ...LOT, minQty: '-1' }, PRICE], 'from 0'],
    ['with a step that is no number', [{ ...LOT, stepSize: 'NaN' }, PRICE], 'expected a decimal'],
  ])('%s is refused', (_, filters, message) => {
    expect(() => read(filters)).toThrow(message);
  });
});

test('a symbol that is not listed hides no other one, however many there are', async () => {
  const calls: number[] = [];
  const source = {
    instruments: async (symbols: readonly string[]) => {
      calls.push(symbols.length);
      if (symbols.includes('GONEUSDT')) throw new UnknownSymbol('GONEUSDT', 'a symbol that binance lists');
      return symbols.map((symbol) => ({ symbol }) as Instrument);
    },
  };
  const symbols = ['BTCUSDT', 'ETHUSDT', 'GONEUSDT', 'SOLUSDT', 'XRPUSDT'];
  const answers = await listedInstruments(source, symbols);
  expect(symbols.filter((symbol) => answers.get(symbol) === 'unlisted')).toEqual(['GONEUSDT']);
  expect(calls.reduce((most, size) => Math.max(most, size))).toBe(5);
});
