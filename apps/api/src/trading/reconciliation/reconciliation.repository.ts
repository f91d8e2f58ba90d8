import type { Amount } from '@qt/domain';
import type { BookedVenueFill, OwnOrder } from './compare-books.ts';
import type { FillId } from './fill-key.ts';

/** An account that was opened with the balance of an exchange. Times in Unix ms. */
export interface ExchangeAccount {
  readonly url: string;
  readonly openedAt: number;
  /** When both were last found to agree. */
  readonly reconciledAt: number;
}

/** Who took something over from the exchange, when (Unix ms) and why. */
export interface Adoption {
  readonly at: number;
  readonly actor: string;
  readonly reason: string;
}

/** What reconciliation keeps beside the ledger, and what it asks of the ledger's tables. Each write is one transaction. */
export abstract class ReconciliationRepository {
  /** Null: the account is no exchange's, or not yet. */
  abstract account(): Promise<ExchangeAccount | null>;
  /** Whether anything was ever ordered. */
  abstract hasOrders(): Promise<boolean>;
  /** Opens the account with what the exchange holds: of the quote asset it becomes cash, of all others it is no position. */
  abstract open(url: string, quoteAsset: string, holdings: ReadonlyMap<string, Amount>, by: Adoption): Promise<void>;
  /** Takes over a movement of an asset: of the quote asset it was paid in or out of the account. */
  abstract adoptBalance(asset: string, excess: Amount, isQuote: boolean, by: Adoption): Promise<void>;
  /** Records that a difference stays as it is, or that the fill it names was booked. */
  abstract record(kind: 'accepted' | 'fill', differenceId: string, by: Adoption): Promise<void>;
  abstract accepted(): Promise<ReadonlySet<string>>;
  abstract agreed(at: number): Promise<void>;
  /** Changes with each state of an order, and with what is taken over. */
  abstract revision(): Promise<number>;
  /** Those of these fills that are booked, as `fillKey` names them. */
  abstract booked(fills: readonly FillId[]): Promise<ReadonlySet<string>>;
  /** Fills that the exchange executed from then on (Unix ms). */
  abstract fillsSince(since: number): Promise<BookedVenueFill[]>;
  /** Our orders by the ids under which any of their attempts went to the exchange; of others nothing. */
  abstract ownOrders(venueOrderIds: readonly string[]): Promise<ReadonlyMap<string, OwnOrder>>;
  /** By asset, what was taken over and is neither cash nor a position, less commissions that are in neither. */
  abstract besides(quoteAsset: string): Promise<ReadonlyMap<string, Amount>>;
}
