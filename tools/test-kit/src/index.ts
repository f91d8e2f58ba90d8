export { Alertmanager, type PostedAlert } from './alertmanager.ts';
export { CHROMIUM, openBrowser } from './chromium.ts';
export { Collector } from './collector.ts';
export { columns } from './columns.ts';
export { alertmanagerCommand, writeAlertmanagerConfig } from './commands/alertmanager.ts';
export { type CollectorPorts, collectorCommand } from './commands/collector.ts';
export {
  type PrometheusTargets,
  prometheusCommand,
  writePrometheusConfig,
  writePrometheusTargets,
} from './commands/prometheus.ts';
export { type JaegerPorts, jaegerCommand, victoriaLogsCommand } from './commands/stores.ts';
export type { ToolCommand } from './commands/tool-command.ts';
export { ComposeProject } from './containers/compose-project.ts';
export {
  buildServiceImages,
  type DockerEngine,
  missingForDocker,
  startDockerEngine,
} from './containers/docker-engine.ts';
export { FaultyCollector } from './faulty-collector.ts';
export { fetchJson } from './fetch-json.ts';
export { freePorts, isFree } from './free-ports.ts';
export { openGuardNeighbours } from './guard-neighbours.ts';
export { type Delivery, Inbox } from './inbox.ts';
export { Jaeger, type StoredTrace, storedTrace } from './jaeger.ts';
export { jsonAnswers, LoopbackServer } from './loopback-server.ts';
export { openPage } from './open-page.ts';
export { POSTGRES_BIN } from './postgres/binaries.ts';
export { PostgresServer } from './postgres/postgres-server.ts';
export { type ActiveAlert, Prometheus, type Series } from './prometheus.ts';
export { Scrape } from './scrape.ts';
export { Services } from './services.ts';
export { System } from './system.ts';
export { ToolProcess } from './tool-process.ts';
export { kubernetesSchemas } from './tools/kubernetes-schemas.ts';
export { locate } from './tools/locate.ts';
export { type BinaryName, TOOLS } from './tools/pinned.ts';
export { until } from './until.ts';
export { type StoredLine, VictoriaLogs } from './victoria-logs.ts';
