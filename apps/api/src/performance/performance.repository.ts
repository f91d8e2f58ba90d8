import type { EquitySnapshot } from './equity-snapshot.ts';
import type { SequencedAccountFill } from './equity-snapshot-rows.ts';

/** Snapshots of the account and the fills between them. About 21,000 snapshots at most. */
export abstract class PerformanceRepository {
  /** Saves a snapshot and drops those that are too old: all are kept for 8 days, the first of each hour for 400. */
  abstract save(snapshot: EquitySnapshot): Promise<void>;
  abstract latest(): Promise<EquitySnapshot | null>;
  /** At most `limit` snapshots from `from` to `to` (Unix ms, both included), oldest first. */
  abstract snapshots(from: number, to: number, limit: number): Promise<EquitySnapshot[]>;
  /** At most `limit` fills after `after` up to `last`, both sequences, oldest first. */
  abstract fills(after: number, last: number, limit: number): Promise<SequencedAccountFill[]>;
}
