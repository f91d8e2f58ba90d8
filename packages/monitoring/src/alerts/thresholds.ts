/** From when on an alert fires, where a user may choose it. Shares are above 0 and below 1. */
export interface Thresholds {
  /** SchedulerStalled: how many of its intervals the last run of a job may be old. */
  readonly lateIntervals: number;
  /** SchedulerStalled: runs of a job that are degraded. */
  readonly degradedRunShare: number;
  /** ApiErrorSpike: requests that fail with 5xx. */
  readonly apiErrorShare: number;
  /** CacheMisses: lookups of a cache that miss. */
  readonly cacheMissShare: number;
  /** ProviderFailureRate: calls to a provider that fail. */
  readonly providerFailureShare: number;
  /** DataDiskFilling: the disk that is free. */
  readonly diskFreeShare: number;
  /** EventLoopHeld: the wait of one in a hundred. */
  readonly eventLoopDelaySeconds: number;
  /** ClockSkew: the difference of two clocks. */
  readonly clockOffsetSeconds: number;
  /** FeatureDrift: the population stability index of a feature. */
  readonly featureDrift: number;
}

export const THRESHOLDS: Thresholds = {
  lateIntervals: 2,
  degradedRunShare: 0.2,
  apiErrorShare: 0.05,
  cacheMissShare: 0.5,
  providerFailureShare: 0.8,
  diskFreeShare: 0.1,
  eventLoopDelaySeconds: 0.5,
  clockOffsetSeconds: 1,
  featureDrift: 2,
};

/** A share as a message shows it: `5 %`. */
export function percent(share: number): string {
  return `${Number((share * 100).toFixed(2))} %`;
}
