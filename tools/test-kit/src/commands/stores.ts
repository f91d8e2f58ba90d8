import { join } from 'node:path';
import { addressOf, INFRA, urlOf } from './infra.ts';
import type { ToolCommand } from './tool-command.ts';

export interface VictoriaLogsCommandOptions {
  readonly port: number;
  readonly dataDir: string;
}

/** VictoriaLogs on loopback, which keeps lines for 31 days. */
export function victoriaLogsCommand({ port, dataDir }: VictoriaLogsCommandOptions): ToolCommand {
  const args = [
    `-storageDataPath=${dataDir}`,
    `-httpListenAddr=${addressOf(port)}`,
    '-retentionPeriod=31d',
    '-loggerLevel=WARN',
  ];
  return { binary: 'victoria-logs', args, readyUrl: `${urlOf(port)}/health` };
}

export interface JaegerPorts {
  readonly query: number;
  readonly grpc: number;
  /** Where traces come in, by HTTP. */
  readonly otlp: number;
  readonly health: number;
}

export interface JaegerCommandOptions {
  readonly ports: JaegerPorts;
  readonly dataDir: string;
}

/** Jaeger on the configuration in `infra/`. */
export function jaegerCommand({ ports, dataDir }: JaegerCommandOptions): ToolCommand {
  return {
    binary: 'jaeger',
    args: ['--config', join(INFRA, 'jaeger/config.yaml')],
    env: {
      QT_JAEGER_ADDRESS: addressOf(ports.query),
      QT_JAEGER_GRPC_ADDRESS: addressOf(ports.grpc),
      QT_JAEGER_OTLP_ADDRESS: addressOf(ports.otlp),
      QT_JAEGER_HEALTH_ADDRESS: addressOf(ports.health),
      QT_JAEGER_DIR: dataDir,
    },
    readyUrl: `${urlOf(ports.health)}/status`,
  };
}
