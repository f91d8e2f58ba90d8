import type { Profile } from '@qt/catalogue';
import type { Amount, Holding } from '@qt/domain';

/** A profile's position in a symbol, or, for null, the manual one. */
export interface PositionKey {
  readonly symbol: string;
  readonly profile: Profile | null;
}

export interface Position extends PositionKey, Holding {
  /** When it was first bought, Unix ms. */
  readonly openedAt: number;
  readonly stopPrice: Amount | null;
  /** Unix ms. */
  readonly expiresAt: number | null;
}

export function hasKey(position: Position, { symbol, profile }: PositionKey): boolean {
  return position.symbol === symbol && position.profile === profile;
}

/**
 * The positions that an order may sell from, in this sequence. A profile sells its own. A manual order sells manual
 * positions first, then the oldest.
 */
export function sellable(positions: readonly Position[], order: PositionKey): Position[] {
  if (order.profile !== null) return positions.filter((position) => hasKey(position, order));
  return positions
    .filter((position) => position.symbol === order.symbol)
    .sort((a, b) => Number(a.profile !== null) - Number(b.profile !== null) || a.openedAt - b.openedAt);
}
