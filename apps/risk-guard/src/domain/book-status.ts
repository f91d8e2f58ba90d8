/** Whether the guard's books are those of the API's ledger. */
export type BookState =
  /** Not compared since the start: the guard's store may have been lost, or restored from an old copy. */
  | { readonly state: 'unknown'; readonly detail: string }
  | { readonly state: 'agree' }
  /** `since` in Unix ms. `realisedOnly`: cash and positions agree, only what fills realised is in dispute. */
  | { readonly state: 'differ'; readonly detail: string; readonly since: number; readonly realisedOnly?: boolean };

/** The result of the latest comparison. */
export class BookStatus {
  current: BookState = { state: 'unknown', detail: 'not compared since the start' };
}
