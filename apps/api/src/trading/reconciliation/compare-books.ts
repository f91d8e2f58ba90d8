import { type Amount, baseAssetOf, ZERO } from '@qt/domain';
import type { Balance, ListedFill, VenueOrderKey } from '../venue/venue.ts';
import {
  balanceDifference,
  type Difference,
  fillDifference,
  historyDifference,
  orderDifference,
} from './difference.ts';
import { fillKey } from './fill-key.ts';

/** A fill as it is booked. */
export interface BookedVenueFill {
  readonly symbol: string;
  readonly id: string;
  /** In the base asset, before any commission. */
  readonly quantity: Amount;
  readonly price: Amount;
}

/** An order of ours by the id that the exchange knows it under. */
export interface OwnOrder {
  readonly clientOrderId: string;
  readonly ended: boolean;
  /** Its fills are booked as one, without the exchange's ids: the risk guard had them when the ledger had lost them. */
  readonly learned: boolean;
}

/** The ledger's side of a comparison. */
export interface LedgerSide {
  readonly quoteAsset: string;
  readonly cash: Amount;
  readonly positions: readonly { readonly symbol: string; readonly quantity: Amount }[];
  /** By asset: what the exchange held that is no position, less commissions that neither cash nor positions have paid. */
  readonly besides: ReadonlyMap<string, Amount>;
  /** Booked in the time that is compared. */
  readonly fills: readonly BookedVenueFill[];
  /** Which of the exchange's fills are booked, as `fillKey` names them. */
  readonly booked: ReadonlySet<string>;
  /** By the id that the exchange knows them under. */
  readonly ownOrders: ReadonlyMap<string, OwnOrder>;
  /** Ids of differences that an operator has accepted as they are. */
  readonly accepted: ReadonlySet<string>;
  /** An order may be filling now, so that balances are not of one instant. */
  readonly moving: boolean;
}

/** The exchange's side, of the same time. */
export interface ExchangeSide {
  readonly openOrders: readonly VenueOrderKey[];
  readonly fills: readonly ListedFill[];
  readonly balances: ReadonlyMap<string, Balance>;
}

/** Every difference between ledger and exchange; each fill counts once, however often it is listed. */
export function compareBooks(ledger: LedgerSide, exchange: ExchangeSide): Difference[] {
  const found = [
    ...fillDifferences(ledger, exchange.fills),
    ...historyDifferences(ledger, exchange.fills),
    ...orderDifferences(ledger, exchange.openOrders),
    ...(ledger.moving || isFilling(ledger, exchange.fills) ? [] : balanceDifferences(ledger, exchange.balances)),
  ];
  return found.filter(({ id }) => !ledger.accepted.has(id));
}

/** Whether an order of ours has filled, and waits to be booked. */
function isFilling({ booked, ownOrders }: LedgerSide, fills: readonly ListedFill[]): boolean {
  return fills.some((fill) => !booked.has(fillKey(fill)) && ownOrders.get(fill.venueOrderId)?.ended === false);
}

function* fillDifferences({ booked, ownOrders }: LedgerSide, fills: readonly ListedFill[]) {
  const seen = new Set<string>();
  for (const fill of fills) {
    const key = fillKey(fill);
    if (seen.has(key) || booked.has(key)) continue;
    seen.add(key);
    const own = ownOrders.get(fill.venueOrderId);
    // An order that has not ended gets its fills from the one who waits for it.
    if (own === undefined || (own.ended && !own.learned)) yield fillDifference(fill, own?.clientOrderId ?? null);
  }
}

/** What was booked has to be in the history, once and as booked: else the history is cut off, or the id means two fills. */
function* historyDifferences({ fills: booked }: LedgerSide, fills: readonly ListedFill[]) {
  const listed = new Map<string, ListedFill[]>();
  for (const fill of fills) {
    const key = fillKey(fill);
    listed.set(key, [...(listed.get(key) ?? []), fill]);
  }
  for (const { symbol, id, quantity, price } of booked) {
    const same = listed.get(fillKey({ symbol, id }));
    if (same === undefined) yield historyDifference(symbol, id, 'none');
    const other = same?.find((fill) => !fill.quantity.equals(quantity) || !fill.price.equals(price));
    if (other !== undefined) {
      yield historyDifference(symbol, id, `${other.quantity.toFixed()} at ${other.price.toFixed()}`);
    }
  }
}

function* orderDifferences({ ownOrders }: LedgerSide, openOrders: readonly VenueOrderKey[]) {
  for (const { symbol, venueOrderId } of openOrders) {
    const own = ownOrders.get(venueOrderId);
    if (own === undefined || own.ended) yield orderDifference({ symbol, venueOrderId }, own?.clientOrderId ?? null);
  }
}

function* balanceDifferences(
  { quoteAsset, cash, positions, besides }: LedgerSide,
  balances: ReadonlyMap<string, Balance>,
) {
  const expected = new Map(besides);
  const add = (asset: string, more: Amount) => expected.set(asset, (expected.get(asset) ?? ZERO).plus(more));
  add(quoteAsset, cash);
  for (const { symbol, quantity } of positions) add(baseAssetOf(symbol), quantity);
  for (const asset of new Set([...expected.keys(), ...balances.keys()])) {
    const { free, locked } = balances.get(asset) ?? { free: ZERO, locked: ZERO };
    const [should, actual] = [expected.get(asset) ?? ZERO, free.plus(locked)];
    if (!actual.equals(should)) yield balanceDifference(asset, should, actual);
  }
}
