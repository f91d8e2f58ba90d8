import { Injectable } from '@nestjs/common';
import type { Profile } from '@qt/catalogue';
import { pacer } from '@qt/nest-service';
import { type AccountPerformance, performanceOver } from './account-performance.ts';
import type { EquitySnapshot } from './equity-snapshot.ts';
import type { SequencedAccountFill } from './equity-snapshot-rows.ts';
import { PerformanceRepository } from './performance.repository.ts';

/** How many rows are read before other requests are served. */
const PAGE = 500;
/** How long reading may use the event loop at a time. */
const SLICE_MS = 10;

/** No scan has been recorded since then. */
export class NothingRecorded extends Error {
  override readonly name = 'NothingRecorded';
}

/** What the account has earned, from its snapshots and fills. */
@Injectable()
export class PerformanceService {
  constructor(private readonly repository: PerformanceRepository) {}

  /**
   * Of the whole account, or of one profile, from the first snapshot at or after `since` (Unix ms) to the latest; by default
   * from the opening of the account.
   *
   * @throws NothingRecorded if there are no two moments to compare.
   */
  async of(profile: Profile | undefined, since: number | undefined): Promise<AccountPerformance> {
    const end = await this.repository.latest();
    if (end === null) throw new NothingRecorded('expected a scan that was recorded, actual none so far');
    const snapshots = await this.#all<EquitySnapshot>((last) =>
      this.repository.snapshots(last === undefined ? (since ?? 0) : last.at + 1, end.at, PAGE),
    );
    const fills = await this.#all<SequencedAccountFill>((last) =>
      this.repository.fills(last?.sequence ?? 0, end.lastFill, PAGE),
    );
    const [first, ...others] = snapshots;
    if (first === undefined) {
      const [asked, latest] = [new Date(since ?? 0).toISOString(), new Date(end.at).toISOString()];
      throw new NothingRecorded(`since: expected ${latest}, the latest recorded scan, or earlier, actual ${asked}`);
    }
    if (since !== undefined) return performanceOver({ start: first, snapshots: others, fills, profile });
    const { openingBalance } = end;
    const at = Math.min(first.at, fills[0]?.filledAt ?? first.at) - 1;
    const start = { at, lastFill: 0, openingBalance, cash: openingBalance, positions: [] };
    return performanceOver({ start, snapshots, fills, profile });
  }

  /** Reads page by page. */
  async #all<T>(page: (last: T | undefined) => Promise<T[]>): Promise<T[]> {
    const pace = pacer(SLICE_MS, () => performance.now());
    const all: T[] = [];
    for (let next = await page(undefined); next.length > 0; next = next.length < PAGE ? [] : await page(next.at(-1))) {
      all.push(...next);
      await pace();
    }
    return all;
  }
}
