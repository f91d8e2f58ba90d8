import { join } from 'node:path';
import {
  alertmanagerCommand,
  collectorCommand,
  jaegerCommand,
  locate,
  prometheusCommand,
  type ToolCommand,
  victoriaLogsCommand,
  writeAlertmanagerConfig,
  writePrometheusConfig,
} from '@qt/test-kit';
import { BadUsage } from '../bad-usage.ts';
import type { ProcessSpec } from '../process-spec.ts';
import { addressOf, type Settings } from '../settings.ts';
import type { StackPorts } from './addresses.ts';

const NEEDED = ['victoria-logs', 'jaeger', 'alertmanager', 'prometheus', 'otelcol'] as const;

/** Which of the two ways feeds Prometheus. Never both: their series would be summed. */
export type MetricsPath = 'scrape' | 'otlp';

/** @throws BadUsage */
export function metricsPathOf(env: NodeJS.ProcessEnv): MetricsPath {
  const path = env['QT_METRICS_PATH'] || 'scrape';
  if (path !== 'scrape' && path !== 'otlp') {
    throw new BadUsage(`QT_METRICS_PATH: expected scrape or otlp, actual '${path}'`);
  }
  return path;
}

/** @throws BadUsage that names the tools that are missing, and the command that brings them */
export function refuseMissingTools(env: NodeJS.ProcessEnv): void {
  const missing = NEEDED.filter((binary) => locate(binary, env) === undefined);
  if (missing.length > 0) {
    throw new BadUsage(`expected ${missing.join(', ')}, actual missing; \`npx pnpm@12 tools\` finds or builds them`);
  }
}

/** What the services' environment has besides: where their telemetry goes, and where the console reads what fires from. */
export function observedEnv(ports: StackPorts, path: MetricsPath): NodeJS.ProcessEnv {
  return {
    OTEL_EXPORTER_OTLP_ENDPOINT: url(ports.otlp),
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
    OTEL_METRICS_EXPORTER: path === 'otlp' ? 'otlp' : 'none',
    QT_ALERTMANAGER_URL: url(ports.alertmanager),
    QT_PROMETHEUS_URL: url(ports.prometheus),
    QT_JAEGER_URL: url(ports.jaeger),
  };
}

/** URLs for people and scripts, by variable. */
export function stackUrls(ports: StackPorts): Readonly<Record<string, string>> {
  return {
    QT_PROMETHEUS_URL: url(ports.prometheus),
    QT_ALERTMANAGER_URL: url(ports.alertmanager),
    QT_VICTORIALOGS_URL: url(ports.victoriaLogs),
    QT_JAEGER_URL: url(ports.jaeger),
    QT_COLLECTOR_URL: url(ports.otlp),
    QT_COLLECTOR_HEALTH_URL: url(ports.collectorHealth),
  };
}

/**
 * The tools in the order of their start: what stores, what evaluates, what sends. Writes the configurations that they read.
 *
 * @throws BadUsage if an address for alerts is wrong
 */
export function toolStages(
  settings: Settings,
  ports: StackPorts,
  path: MetricsPath,
): readonly (readonly ProcessSpec[])[] {
  const { dataDir, env } = settings;
  const folder = (name: string) => join(dataDir, name);
  const services = settings.services.map((service) => [`qt-${service}`, addressOf(service, env)] as const);
  const watchers = {
    'otel-collector': url(ports.collectorMetrics),
    prometheus: url(ports.prometheus),
    alertmanager: url(ports.alertmanager),
  };
  const scraped = { ...watchers, ...(path === 'scrape' ? Object.fromEntries(services) : {}) };
  const spec = (name: string, at: number, { binary, args, env: own, readyUrl }: ToolCommand): ProcessSpec => ({
    name,
    kind: 'tool',
    command: locate(binary, env) ?? binary,
    args,
    cwd: dataDir,
    env: { ...withoutSecrets(env), ...own },
    url: url(at),
    readyUrl,
  });
  const victoriaLogs = victoriaLogsCommand({ port: ports.victoriaLogs, dataDir: folder('victoria-logs') });
  const jaeger = jaegerCommand({
    ports: { query: ports.jaeger, grpc: ports.jaegerGrpc, otlp: ports.jaegerOtlp, health: ports.jaegerHealth },
    dataDir: folder('jaeger'),
  });
  const alertmanager = alertmanagerCommand({
    port: ports.alertmanager,
    configFile: alertmanagerConfig(folder('alertmanager'), env),
    dataDir: join(folder('alertmanager'), 'data'),
  });
  const prometheus = prometheusCommand({
    port: ports.prometheus,
    configFile: writePrometheusConfig(folder('prometheus-config'), { scraped, alertmanager: url(ports.alertmanager) }),
    dataDir: folder('prometheus'),
    env: { QT_RUNBOOKS_URL: env['QT_RUNBOOKS_URL'] || `${addressOf('api', env)}/runbooks` },
  });
  const collector = collectorCommand({
    ports: { otlp: ports.otlp, grpc: ports.otlpGrpc, health: ports.collectorHealth, metrics: ports.collectorMetrics },
    // Rotated files too: what was written while the Collector was away is not lost.
    logFiles: join(folder('logs'), '*.jsonl*'),
    dataDir: folder('collector'),
    env: {
      QT_PROMETHEUS_URL: url(ports.prometheus),
      QT_LOGS_URL: `${url(ports.victoriaLogs)}/insert/opentelemetry/v1/logs`,
      QT_TRACES_TO: 'otlp_http/traces',
      QT_TRACES_URL: url(ports.jaegerOtlp),
      // One machine is quiet enough to keep every trace.
      QT_TRACES_PERCENT: env['QT_TRACES_PERCENT'] || '100',
    },
  });
  return [
    [
      spec('victoria-logs', ports.victoriaLogs, victoriaLogs),
      spec('jaeger', ports.jaeger, jaeger),
      spec('alertmanager', ports.alertmanager, alertmanager),
    ],
    [spec('prometheus', ports.prometheus, prometheus)],
    [spec('collector', ports.otlp, collector)],
  ];
}

function alertmanagerConfig(folder: string, env: NodeJS.ProcessEnv): string {
  try {
    return writeAlertmanagerConfig(folder, env);
  } catch (error) {
    throw new BadUsage((error as Error).message);
  }
}

function withoutSecrets(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/TOKEN|SECRET|KEY|WEBHOOK|PASSWORD/.test(name)));
}

function url(port: number): string {
  return `http://127.0.0.1:${port}`;
}
