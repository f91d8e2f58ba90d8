import type { Routes, ServiceId } from '@qt/contracts';

/** What a service says of itself: in its health, its docs and its contract. */
export interface ServiceDescription {
  readonly id: ServiceId;
  readonly version: string;
  /** Unix ms. */
  readonly startedAt: number;
  /** Its own routes and the operational ones, by operation id. */
  readonly routes: Routes;
}
