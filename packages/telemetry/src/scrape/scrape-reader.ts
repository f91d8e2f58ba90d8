import { MetricReader } from '@opentelemetry/sdk-metrics';

/**
 * Collects when it is asked, for `/metrics`: the pull side of the one meter provider. Always cumulative. It has no
 * producer of ours: a scrape writes our series straight from their cells.
 */
export class ScrapeReader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}

  protected override async onShutdown(): Promise<void> {}
}
