import type { Profile } from '@qt/catalogue';
import type { Amount, PositionKey } from '@qt/domain';
import {
  type Attribution,
  attributionOf,
  type EquitySample,
  type Performance,
  partsBy,
  performanceOf,
  tradesOf,
  winRate,
} from '@qt/performance';
import { type EquitySnapshot, equityOf } from './equity-snapshot.ts';
import type { SequencedAccountFill } from './equity-snapshot-rows.ts';

export interface Earned extends Attribution {
  readonly trades: number;
  readonly winRate: number | null;
}

export interface AccountPerformance {
  readonly earned: Earned;
  readonly account: { readonly openingEquity: Amount; readonly paidIn: Amount; readonly closingEquity: Amount };
  readonly risk: Performance;
  readonly byProfile: readonly (Earned & Pick<PositionKey, 'profile'>)[];
  readonly bySymbol: readonly (Earned & Pick<PositionKey, 'symbol'>)[];
  readonly parts: readonly (Earned & PositionKey)[];
  /** Oldest first. */
  readonly curve: readonly EquitySample[];
}

export interface Stretch {
  /** Where it begins: the opening of the account, or a snapshot. */
  readonly start: EquitySnapshot;
  /** After the start, oldest first, at least one. */
  readonly snapshots: readonly EquitySnapshot[];
  /** All fills of the account until the last snapshot, oldest first: a trade may have begun before the start. */
  readonly fills: readonly SequencedAccountFill[];
  /** Undefined: the whole account. */
  readonly profile: Profile | undefined;
}

/** What the account, or one profile, earned over a stretch of time. */
export function performanceOver({ start, snapshots, fills, profile }: Stretch): AccountPerformance {
  const end = snapshots.at(-1) ?? start;
  const isOurs = (key: PositionKey) => profile === undefined || key.profile === profile;
  const since = fills.filter(({ sequence, order }) => sequence > start.lastFill && isOurs(order));
  const trades = tradesOf(fills).trades.filter((trade) => trade.closedAt > start.at && isOurs(trade));
  const [before, after] = [start.positions.filter(isOurs), end.positions.filter(isOurs)];
  const earnedBy = (belongs: (key: PositionKey) => boolean): Earned => {
    const own = trades.filter(belongs);
    const fillsOf = since.filter(({ order }) => belongs(order));
    return {
      ...attributionOf(fillsOf, before.filter(belongs), after.filter(belongs)),
      trades: own.length,
      winRate: winRate(own),
    };
  };
  const keys = [...since.map(({ order }) => order), ...before, ...after];
  const groups = (keyOf: (key: PositionKey) => string) =>
    partsBy(keys, keyOf).flatMap(([name, [first]]) =>
      first === undefined ? [] : { ...first, ...earnedBy((key) => keyOf(key) === name) },
    );
  const curve = curveOf(start, snapshots, since, isOurs);
  return {
    earned: earnedBy(() => true),
    account: {
      openingEquity: equityOf(start),
      paidIn: end.openingBalance.minus(start.openingBalance),
      closingEquity: equityOf(end),
    },
    risk: performanceOf(curve),
    byProfile: groups(({ profile }) => profile ?? ''),
    bySymbol: groups(({ symbol }) => symbol),
    parts: groups(({ symbol, profile }) => `${profile ?? ''} ${symbol}`),
    curve,
  };
}

/**
 * The opening equity, and what was earned until each snapshot: what was paid in is no profit. In floats, for ratios and a
 * chart.
 */
function curveOf(
  start: EquitySnapshot,
  snapshots: readonly EquitySnapshot[],
  fills: readonly SequencedAccountFill[],
  isOurs: (key: PositionKey) => boolean,
): EquitySample[] {
  let earned = equityOf(start).toNumber() - valueAndGain(start, isOurs).gain;
  let next = 0;
  return [start, ...snapshots].map((snapshot) => {
    for (; (fills[next]?.sequence ?? Number.POSITIVE_INFINITY) <= snapshot.lastFill; next += 1) {
      earned += fills[next]?.realisedPnl.toNumber() ?? 0;
    }
    const { value, gain } = valueAndGain(snapshot, isOurs);
    return { at: snapshot.at, equity: earned + gain, exposure: value };
  });
}

function valueAndGain({ positions }: EquitySnapshot, isOurs: (key: PositionKey) => boolean) {
  let [value, gain] = [0, 0];
  for (const position of positions) {
    if (!isOurs(position)) continue;
    value += position.value.toNumber();
    gain += position.value.toNumber() - position.cost.toNumber();
  }
  return { value, gain };
}
