import { join } from 'node:path';
import { addressOf, INFRA, urlOf } from './infra.ts';
import type { ToolCommand } from './tool-command.ts';

export interface CollectorPorts {
  /** OTLP by HTTP. */
  readonly otlp: number;
  /** OTLP by gRPC. */
  readonly grpc: number;
  readonly health: number;
  readonly metrics: number;
}

export interface CollectorCommandOptions {
  readonly ports: CollectorPorts;
  /** A glob of log files. */
  readonly logFiles: string;
  /** Checkpoints and queues. */
  readonly dataDir: string;
  /** Other variables of infra/otel-collector/config.yaml. */
  readonly env?: Readonly<Record<string, string>>;
}

/** The Collector on the configuration in `infra/`. */
export function collectorCommand({ ports, logFiles, dataDir, env = {} }: CollectorCommandOptions): ToolCommand {
  return {
    binary: 'otelcol',
    args: ['--config', join(INFRA, 'otel-collector/config.yaml')],
    env: {
      QT_LOG_FILES: logFiles,
      QT_COLLECTOR_DIR: dataDir,
      QT_OTLP_ADDRESS: addressOf(ports.otlp),
      QT_OTLP_GRPC_ADDRESS: addressOf(ports.grpc),
      QT_COLLECTOR_HEALTH_ADDRESS: addressOf(ports.health),
      QT_COLLECTOR_METRICS_PORT: String(ports.metrics),
      ...env,
    },
    readyUrl: `${urlOf(ports.health)}/`,
  };
}
