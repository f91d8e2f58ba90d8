import { Injectable } from '@nestjs/common';
import { type AlertsSection, messageOf } from '@qt/contracts';
import { ApiConfig } from '../../config.ts';
import { SystemHealthService } from '../../health/system-health.service.ts';
import { NowSource } from '../stream/now.source.ts';
import type { SectionSource } from '../stream/section-source.ts';
import { AlertFeeds } from './alert-feeds.ts';
import { healthAlerts } from './health-alerts.ts';

/** The alerts that fire, from the first that answers: Alertmanager, Prometheus, the API's own look at the system. */
@Injectable()
export class AlertsSource implements SectionSource<'alerts'> {
  readonly name = 'alerts';
  readonly everyMs = 2000;

  constructor(
    private readonly feeds: AlertFeeds,
    private readonly system: SystemHealthService,
    private readonly latest: NowSource,
    private readonly config: ApiConfig,
  ) {}

  async gather(): Promise<AlertsSection> {
    const { QT_ALERTMANAGER_URL: alertmanager, QT_PROMETHEUS_URL: prometheus } = this.config;
    const faults: string[] = [];
    if (alertmanager !== undefined) {
      const items = await this.feeds.ofAlertmanager(alertmanager).catch((error) => void faults.push(messageOf(error)));
      if (items !== undefined) return { source: 'alertmanager', detail: '', items };
    }
    if (prometheus !== undefined) {
      const items = await this.feeds.ofPrometheus(prometheus).catch((error) => void faults.push(messageOf(error)));
      if (items !== undefined) return { source: 'prometheus', detail: faults.join('; '), items };
    }
    const detail = faults.length > 0 ? faults.join('; ') : 'neither QT_ALERTMANAGER_URL nor QT_PROMETHEUS_URL is set';
    return { source: 'health', detail, items: healthAlerts(this.latest.health ?? (await this.system.check())) };
  }
}
