import { between, hash } from './arithmetic.ts';
import type { MarketRegime } from './regimes.ts';

/**
 * The schedule of regimes. Time is cut into slots of 71 to 119 minutes; slot j belongs to group j mod 3, whose
 * up-trend begins before the slot and ends after it. So at any minute one group is in an up-trend that has lasted
 * at least LEAD minutes and will last at least TAIL more. A group's cycle is three slots: its up-trend, then a
 * down-trend that gives the rise back, among one or two quieter or wilder phases. Nothing is computed from the epoch on.
 */
const SLOT = 95;
const JITTER = 12;
/** Minutes by which an up-trend begins before its slot. */
export const LEAD = 30;
/** Minutes by which an up-trend outlasts its slot. */
export const TAIL = 30;

export interface Segment {
  readonly regime: MarketRegime;
  readonly minutes: number;
}

interface Cycle {
  /** Counts a group's cycles from the epoch. */
  readonly index: number;
  /** The cycle's first minute since the epoch, in the group's time. */
  readonly from: number;
  /** From the cycle's start to the next one's. */
  readonly segments: readonly Segment[];
}

/** The number of the group's cycle that holds the minute. */
export function cycleIndexAt(seed: number, group: number, minute: number): number {
  let index = Math.floor((minute / SLOT - group) / 3);
  while (startOf(seed, group, index) > minute) index--;
  while (startOf(seed, group, index + 1) <= minute) index++;
  return index;
}

/** One cycle of a group: the up-trend first. `key` makes the rest specific to the symbol. */
export function cycleOf(seed: number, group: number, key: number, index: number): Cycle {
  const from = startOf(seed, group, index);
  const up = slotStart(seed, 3 * index + group + 1) + TAIL - from;
  const rest = startOf(seed, group, index + 1) - from - up;
  return { index, from, segments: [{ regime: 'trend_up', minutes: up }, ...restOf(seed, key, index, rest)] };
}

function slotStart(seed: number, slot: number): number {
  return SLOT * slot + between(-JITTER, JITTER, seed, slot, 21);
}

function startOf(seed: number, group: number, index: number): number {
  return slotStart(seed, 3 * index + group) - LEAD;
}

const QUIET: readonly MarketRegime[] = ['range', 'volatile', 'flat'];

function restOf(seed: number, key: number, index: number, minutes: number): Segment[] {
  const down = between(45, 70, seed, key, index, 22);
  const left = minutes - down;
  const first = left >= 66 ? between(30, left - 30, seed, key, index, 23) : left;
  const kind = hash(seed, key, index, 24);
  const other = (kind + 1 + (hash(seed, key, index, 25) & 1)) % 3;
  const segments: Segment[] = [{ regime: QUIET[kind % 3] ?? 'range', minutes: first }];
  if (left > first) segments.push({ regime: QUIET[other] ?? 'flat', minutes: left - first });
  segments.splice(between(0, segments.length, seed, key, index, 26), 0, { regime: 'trend_down', minutes: down });
  return segments;
}
