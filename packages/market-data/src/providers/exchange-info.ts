import { decimal } from '@qt/contracts';
import { amount, type Instrument } from '@qt/domain';
import { z } from 'zod';

const number = decimal.transform((text) => amount(text)).refine((value) => value.gte(0), 'expected a number from 0');
const positive = number.refine((value) => value.greaterThan(0), 'expected a number above 0');

const quantityRule = { minQty: number, maxQty: number, stepSize: number };
const filter = z.discriminatedUnion('filterType', [
  z.object({ filterType: z.literal('LOT_SIZE'), ...quantityRule, stepSize: positive }),
  z.object({ filterType: z.literal('MARKET_LOT_SIZE'), ...quantityRule }),
  z.object({ filterType: z.literal('PRICE_FILTER'), minPrice: number, maxPrice: number, tickSize: positive }),
  z.object({ filterType: z.literal('PERCENT_PRICE'), multiplierUp: positive, multiplierDown: number }),
  z.object({
    filterType: z.literal('PERCENT_PRICE_BY_SIDE'),
    bidMultiplierUp: positive,
    bidMultiplierDown: number,
    askMultiplierUp: positive,
    askMultiplierDown: number,
  }),
  z.object({ filterType: z.literal('MIN_NOTIONAL'), minNotional: number, applyToMarket: z.boolean() }),
  z.object({
    filterType: z.literal('NOTIONAL'),
    minNotional: number,
    applyMinToMarket: z.boolean(),
    maxNotional: number,
    applyMaxToMarket: z.boolean(),
  }),
]);
type ReadFilter = z.output<typeof filter>;

const READ = new Set(filter.options.map((option) => option.shape.filterType.value));
const isRead = (one: unknown) => READ.has(Object(one).filterType);

const listing = z.object({
  symbol: z.string(),
  status: z.string(),
  /** Those that are read here; an exchange has a dozen more, for kinds of orders that are not placed. */
  filters: z.preprocess((all) => (Array.isArray(all) ? all.filter(isRead) : all), z.array(filter)),
});

/** Binance's answer, as far as it is used. */
export const exchangeInfo = z.object({ symbols: z.array(listing) }).transform(({ symbols }, context) => {
  for (const { symbol, filters } of symbols) {
    for (const type of ['LOT_SIZE', 'PRICE_FILTER'] as const) {
      if (filters.some(({ filterType }) => filterType === type)) continue;
      context.addIssue({
        code: 'custom',
        path: ['symbols', symbol],
        message: `expected a ${type} filter, actual none`,
      });
    }
  }
  return { symbols };
});

/** @throws if LOT_SIZE or PRICE_FILTER is missing, which `exchangeInfo` refuses */
export function instrumentOf({ symbol, status, filters }: z.output<typeof listing>): Instrument {
  const find = <T extends ReadFilter['filterType']>(type: T) =>
    filters.find((one): one is Extract<ReadFilter, { filterType: T }> => one.filterType === type);
  const [lot, price] = [find('LOT_SIZE'), find('PRICE_FILTER')];
  if (lot === undefined || price === undefined) throw new Error(`${symbol}: a filter is missing`);
  const marketLot = find('MARKET_LOT_SIZE');
  return {
    symbol,
    status,
    lot: ruleOf(lot),
    marketLot: marketLot === undefined ? null : ruleOf(marketLot),
    tickSize: price.tickSize,
    minPrice: price.minPrice,
    maxPrice: price.maxPrice,
    ...percentPriceOf(find('PERCENT_PRICE_BY_SIDE'), find('PERCENT_PRICE')),
    notional: notionalOf(find('NOTIONAL'), find('MIN_NOTIONAL')),
  };
}

function ruleOf({ minQty, maxQty, stepSize }: Extract<ReadFilter, { minQty: unknown }>): Instrument['lot'] {
  return { min: minQty, max: maxQty, step: stepSize };
}

function percentPriceOf(
  bySide: Extract<ReadFilter, { filterType: 'PERCENT_PRICE_BY_SIDE' }> | undefined,
  both: Extract<ReadFilter, { filterType: 'PERCENT_PRICE' }> | undefined,
): Pick<Instrument, 'percentPrice'> {
  if (bySide !== undefined) {
    const buy = { down: bySide.bidMultiplierDown, up: bySide.bidMultiplierUp };
    const sell = { down: bySide.askMultiplierDown, up: bySide.askMultiplierUp };
    return { percentPrice: { filter: 'PERCENT_PRICE_BY_SIDE', buy, sell } };
  }
  if (both === undefined) return {};
  const multiples = { down: both.multiplierDown, up: both.multiplierUp };
  return { percentPrice: { filter: 'PERCENT_PRICE', buy: multiples, sell: multiples } };
}

function notionalOf(
  notional: Extract<ReadFilter, { filterType: 'NOTIONAL' }> | undefined,
  minNotional: Extract<ReadFilter, { filterType: 'MIN_NOTIONAL' }> | undefined,
): Instrument['notional'] {
  if (notional !== undefined) {
    const { minNotional: min, maxNotional, applyMinToMarket, applyMaxToMarket } = notional;
    return { filter: 'NOTIONAL', min: applyMinToMarket ? min : amount(0), max: applyMaxToMarket ? maxNotional : null };
  }
  if (minNotional?.applyToMarket) return { filter: 'MIN_NOTIONAL', min: minNotional.minNotional, max: null };
  return null;
}
