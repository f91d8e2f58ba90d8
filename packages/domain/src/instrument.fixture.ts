import fc from 'fast-check';
import { amounts } from './amount.fixture.ts';
import { amount } from './amount.ts';
import type { Instrument } from './instrument.ts';

/** Steps and ticks as exchanges have them: powers of ten, from 10^-8 to 1000. */
const powers = fc.integer({ min: -8, max: 3 }).map((exponent) => amount(`1e${exponent}`));

/** Any symbol's rules, with bounds that admit something. */
export const instruments: fc.Arbitrary<Instrument> = fc
  .record({
    step: powers,
    tickSize: powers,
    lots: fc.record({ min: fc.integer({ min: 1, max: 1000 }), span: fc.integer({ min: 0, max: 10 ** 9 }) }),
    marketMax: fc.option(fc.integer({ min: 1, max: 10 ** 6 })),
    minNotional: fc.option(amounts(2, 1n, 10_000n)),
  })
  .map(({ step, tickSize, lots, marketMax, minNotional }) => ({
    symbol: 'BTCUSDT',
    status: 'TRADING',
    lot: { min: step.times(lots.min), max: step.times(lots.min + lots.span), step },
    marketLot: marketMax === null ? null : { min: amount(0), max: step.times(marketMax), step: amount(0) },
    tickSize,
    minPrice: tickSize,
    maxPrice: amount(0),
    notional: minNotional === null ? null : { filter: 'NOTIONAL', min: minNotional, max: null },
  }));
