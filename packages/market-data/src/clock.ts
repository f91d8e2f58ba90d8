/** A provider that tells its time. */
export interface ClockSource {
  /** Unix ms, by the provider's clock. @throws ProviderFailure */
  time(signal?: AbortSignal): Promise<number>;
}
