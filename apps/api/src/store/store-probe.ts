/** Finds out whether the store accepts writes. */
export abstract class StoreProbe {
  /** Writes something. @throws what the store says where it cannot */
  abstract probe(): Promise<void>;
}
