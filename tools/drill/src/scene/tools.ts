import { join } from 'node:path';
import { Alertmanager, Collector, Inbox, type LoopbackServer, Prometheus, VictoriaLogs } from '@qt/test-kit';
import { scaledDuration } from '../scale/duration.ts';
import { writeHistory } from './backfill.ts';
import { openGrafanaLinks } from './grafana-links.ts';
import { HttpGate } from './http-gate.ts';
import { writePrometheusFiles } from './prometheus-files.ts';

/** What watches the services, as real processes, and its receivers on loopback. */
export interface Tools {
  readonly inbox: Inbox;
  readonly grafana: LoopbackServer;
  readonly logs: VictoriaLogs;
  readonly alertmanager: Alertmanager;
  readonly prometheus: Prometheus;
  readonly collector: Collector;
  /** Between the services and the Collector. */
  readonly otlp: HttpGate;
}

export interface ToolsOptions {
  /** For configuration and data. */
  readonly folder: string;
  /** QT_DATA_DIR of the services. */
  readonly dataDir: string;
  readonly factor: number;
  readonly runbooksUrl: string;
}

/** Starts all of them; Prometheus has no targets yet. */
export async function startTools({ folder, dataDir, factor, runbooksUrl }: ToolsOptions): Promise<Tools> {
  const [inbox, grafana, logs] = await Promise.all([Inbox.open(), openGrafanaLinks(), VictoriaLogs.start()]);
  const alertmanager = await Alertmanager.start(receivers(inbox), undefined, factor);
  const prometheus = await Prometheus.start({
    configFile: writePrometheusFiles(folder, { scraped: {}, alertmanager: alertmanager.url }, factor),
    env: { QT_ENVIRONMENT: 'production', QT_RUNBOOKS_URL: runbooksUrl, QT_GRAFANA_URL: grafana.url },
    dataDir: writeHistory(join(folder, 'prometheus-data'), factor),
    args: [
      `--query.lookback-delta=${scaledDuration('5m', factor)}`,
      `--rules.alert.resend-delay=${scaledDuration('1m', factor)}`,
      `--rules.alert.for-grace-period=${scaledDuration('10m', factor)}`,
    ],
  });
  const collector = await Collector.start({
    logFiles: join(dataDir, 'logs', '*.jsonl'),
    prometheusUrl: prometheus.url,
    logsUrl: logs.otlpUrl,
  });
  const otlp = await HttpGate.open(collector.otlpUrl);
  return { inbox, grafana, logs, alertmanager, prometheus, collector, otlp };
}

/** Ends all of them; the data of Prometheus stays. */
export async function stopTools(tools: Tools): Promise<void> {
  await Promise.all([tools.collector.stop(), tools.otlp.close()]);
  await Promise.all([tools.prometheus.stop({ keep: true }), tools.alertmanager.stop(), tools.logs.stop()]);
  await Promise.all([tools.inbox.close(), tools.grafana.close()]);
}

function receivers(inbox: Inbox): Record<string, string> {
  return {
    QT_PAGERDUTY_ROUTING_KEY: 'DRILL',
    QT_PAGERDUTY_URL: inbox.url('/pagerduty'),
    QT_SLACK_WEBHOOK_URL: inbox.url('/slack'),
    QT_HEARTBEAT_URL: inbox.url('/heartbeat'),
  };
}
