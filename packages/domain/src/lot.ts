import type { Profile } from '@qt/catalogue';
import { type Amount, total } from './amount.ts';
import { type Holding, reduce } from './position.ts';

/** A profile's position in a symbol, or, for null, the manual one. */
export interface PositionKey {
  readonly symbol: string;
  readonly profile: Profile | null;
}

export interface Lot extends PositionKey, Holding {
  /** When it was first bought, Unix ms. */
  readonly openedAt: number;
}

export function hasKey(lot: PositionKey, { symbol, profile }: PositionKey): boolean {
  return lot.symbol === symbol && lot.profile === profile;
}

/**
 * The lots that an order may sell from, in this sequence. A profile sells its own. A manual order sells manual lots first,
 * then the oldest.
 */
export function sellable<L extends Lot>(lots: readonly L[], order: PositionKey): L[] {
  if (order.profile !== null) return lots.filter((lot) => hasKey(lot, order));
  return lots
    .filter((lot) => lot.symbol === order.symbol)
    .sort((a, b) => Number(a.profile !== null) - Number(b.profile !== null) || a.openedAt - b.openedAt);
}

/** What is left of the lots after a sale. */
export interface Sale<L extends Lot> {
  readonly lots: L[];
  /** What the sold quantity had cost in USDT, without fees. */
  readonly soldCost: Amount;
  /** What the order's lots did not have. */
  readonly unsold: Amount;
}

/** Sells a quantity out of the lots that the order may sell from. */
export function sellFrom<L extends Lot>(lots: readonly L[], order: PositionKey, quantity: Amount): Sale<L> {
  let unsold = quantity;
  const costs: Amount[] = [];
  const reduced = new Map<L, L | null>();
  for (const lot of sellable(lots, order)) {
    if (unsold.isZero()) break;
    const sold = unsold.lessThan(lot.quantity) ? unsold : lot.quantity;
    const { left, soldCost } = reduce(lot, sold);
    reduced.set(lot, left && { ...lot, ...left });
    costs.push(soldCost);
    unsold = unsold.minus(sold);
  }
  const left = lots.flatMap((lot) => {
    const changed = reduced.get(lot);
    return changed === undefined ? lot : (changed ?? []);
  });
  return { lots: left, soldCost: total(costs), unsold };
}
