export { Alertmanager, type PostedAlert } from './alertmanager.ts';
export { Collector } from './collector.ts';
export { ComposeProject } from './containers/compose-project.ts';
export {
  buildServiceImages,
  type DockerEngine,
  missingForDocker,
  startDockerEngine,
} from './containers/docker-engine.ts';
export { freePorts } from './free-ports.ts';
export { type Delivery, Inbox } from './inbox.ts';
export { type ActiveAlert, Prometheus, type Series } from './prometheus.ts';
export { Scrape } from './scrape.ts';
export { Services } from './services.ts';
export { System } from './system.ts';
export { ToolProcess } from './tool-process.ts';
export { locate } from './tools/locate.ts';
export { type BinaryName, TOOLS } from './tools/pinned.ts';
export { until } from './until.ts';
export { type StoredLine, VictoriaLogs } from './victoria-logs.ts';
