import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CollectorPorts, collectorCommand } from './commands/collector.ts';
import { urlOf } from './commands/infra.ts';
import { freePorts } from './free-ports.ts';
import { ToolProcess } from './tool-process.ts';

export interface CollectorOptions {
  /** A glob of log files. */
  readonly logFiles: string;
  readonly prometheusUrl?: string;
  /** The whole OTLP address of the log store. */
  readonly logsUrl?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** The checkpoints of an earlier instance; by default a new folder. */
  readonly dataDir?: string;
}

/** A real Collector on free loopback ports, with the stack's configuration. */
export class Collector {
  /** Where services push OTLP over HTTP. */
  readonly otlpUrl: string;
  /** Where services push OTLP by gRPC. */
  readonly grpcUrl: string;
  readonly metricsUrl: string;
  readonly healthUrl: string;
  readonly dataDir: string;
  readonly process: ToolProcess;

  private constructor(ports: CollectorPorts, dataDir: string, process: ToolProcess) {
    this.otlpUrl = urlOf(ports.otlp);
    this.grpcUrl = urlOf(ports.grpc);
    this.metricsUrl = `${urlOf(ports.metrics)}/metrics`;
    this.healthUrl = urlOf(ports.health);
    this.dataDir = dataDir;
    this.process = process;
  }

  static async start({ logFiles, prometheusUrl, logsUrl, env = {}, dataDir }: CollectorOptions): Promise<Collector> {
    const [otlp = 0, grpc = 0, health = 0, metrics = 0] = await freePorts(4);
    const folder = dataDir ?? mkdtempSync(join(tmpdir(), 'qt-collector-'));
    const ports = { otlp, grpc, health, metrics };
    const urls = {
      ...(prometheusUrl === undefined ? {} : { QT_PROMETHEUS_URL: prometheusUrl }),
      ...(logsUrl === undefined ? {} : { QT_LOGS_URL: logsUrl }),
    };
    const command = collectorCommand({ ports, logFiles, dataDir: folder, env: { ...urls, ...env } });
    const process = await ToolProcess.start(command);
    return new Collector(ports, folder, process);
  }

  async stop({ keep = false } = {}): Promise<void> {
    await this.process.stop();
    if (!keep) rmSync(this.dataDir, { recursive: true, force: true });
  }
}
