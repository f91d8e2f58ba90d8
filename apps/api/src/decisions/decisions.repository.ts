import type { Profile } from '@qt/catalogue';
import type { RecordedDecision } from './decision.ts';

/** The decisions of the last 24 h: some 13,000 rows with three symbols and profiles. */
export abstract class DecisionsRepository {
  /** Saves the decisions of a scan and drops those that are older than a day. `now`: Unix ms. */
  abstract save(decisions: readonly RecordedDecision[], now: number): Promise<void>;
  /** From `from` until before `to`, Unix ms, oldest first. */
  abstract between(symbol: string, profile: Profile, from: number, to: number): Promise<RecordedDecision[]>;
  /** Of the scan with this request id or trace id. */
  abstract byRequest(id: string): Promise<RecordedDecision[]>;
}
