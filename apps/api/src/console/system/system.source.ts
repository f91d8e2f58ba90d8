import { Inject, Injectable } from '@nestjs/common';
import { messageOf, type SystemSection } from '@qt/contracts';
import { NOW } from '@qt/nest-service';
import { TELEMETRY, type Telemetry } from '@qt/telemetry';
import { ApiConfig } from '../../config.ts';
import type { SectionSource } from '../stream/section-source.ts';
import { PrometheusMetrics } from './prometheus-metrics.ts';
import { ScrapedMetrics } from './scraped-metrics.service.ts';
import { systemSectionOf } from './system-section.ts';

/** The signals of the system, from Prometheus where one answers, else from what this API has read since its start. */
@Injectable()
export class SystemSource implements SectionSource<'system'> {
  readonly name = 'system';
  readonly everyMs = 15_000;

  constructor(
    private readonly scraped: ScrapedMetrics,
    private readonly config: ApiConfig,
    @Inject(TELEMETRY) private readonly telemetry: Pick<Telemetry, 'fetch'>,
    @Inject(NOW) private readonly now: () => number,
  ) {}

  async gather(): Promise<SystemSection> {
    const { QT_PROMETHEUS_URL: url } = this.config;
    let detail = 'QT_PROMETHEUS_URL is not set';
    if (url !== undefined) {
      try {
        const history = new PrometheusMetrics(this.telemetry, url, this.now());
        return { source: 'prometheus', detail: '', ...(await systemSectionOf(history)) };
      } catch (error) {
        detail = messageOf(error);
      }
    }
    return { source: 'services', detail, ...(await systemSectionOf(this.scraped)) };
  }
}
