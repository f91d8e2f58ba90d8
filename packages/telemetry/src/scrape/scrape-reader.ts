import { type MetricProducer, MetricReader } from '@opentelemetry/sdk-metrics';

/** Collects when it is asked, for `/metrics`: the pull side of the one meter provider. Always cumulative. */
export class ScrapeReader extends MetricReader {
  constructor(producer: MetricProducer) {
    super({ metricProducers: [producer] });
  }

  protected override async onForceFlush(): Promise<void> {}

  protected override async onShutdown(): Promise<void> {}
}
