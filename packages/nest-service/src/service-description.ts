import type { Routes, ServiceId } from '@qt/contracts';

/** A method and a path, with `:name` for a part that varies. */
export interface Served {
  readonly method: string;
  readonly path: string;
}

/** A service as its health routes, API page and contract describe it. */
export interface ServiceDescription {
  readonly id: ServiceId;
  readonly version: string;
  /** How often it has started, this time included. */
  readonly starts: number;
  /** Unix ms. */
  readonly startedAt: number;
  /** Its own routes and the operational ones, by operation id. */
  readonly routes: Routes;
  /** All that its server answers, the pages for people as well; complete once it listens. */
  readonly served: readonly Served[];
}
