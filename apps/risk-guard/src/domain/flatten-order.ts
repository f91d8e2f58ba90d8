import type { TradingState } from '@qt/catalogue';

/** An operator's demand to close positions, in force until it is carried out. */
export interface FlattenOrder {
  /** Null: every symbol. */
  readonly symbols: readonly string[] | null;
  /** The trading state once everything is closed. */
  readonly finalState: Exclude<TradingState, 'active'>;
  readonly actor: string;
  readonly reason: string;
  /** Unix ms. */
  readonly since: number;
}

/** One demand beside another that is not carried out yet: the symbols of both, and the stricter state. */
export function mergeFlatten(before: FlattenOrder | null, added: FlattenOrder): FlattenOrder {
  if (before === null) return added;
  return {
    ...added,
    symbols:
      before.symbols === null || added.symbols === null ? null : [...new Set([...before.symbols, ...added.symbols])],
    finalState: before.finalState === 'halted' ? 'halted' : added.finalState,
  };
}

export function concerns({ symbols }: FlattenOrder, symbol: string): boolean {
  return symbols === null || symbols.includes(symbol);
}
