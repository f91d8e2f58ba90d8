import type { CloseReport } from '@qt/contracts';

export type CloseReply =
  | { readonly ok: true; readonly report: CloseReport }
  | { readonly ok: false; readonly error: string };

/** Who can close positions. The guard can deny without it; it cannot close without it. */
export abstract class PositionCloser {
  /** Cancels the orders under way in these symbols (null: all) and closes the positions; repeated, closes what is left. */
  abstract close(symbols: readonly string[] | null): Promise<CloseReply>;
}
