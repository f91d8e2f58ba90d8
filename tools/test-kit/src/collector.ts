import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { freePorts } from './free-ports.ts';
import { ToolProcess } from './tool-process.ts';

const CONFIG = resolve(import.meta.dirname, '../../../infra/otel-collector/config.yaml');

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

interface Ports {
  readonly otlp: number;
  readonly grpc: number;
  readonly metrics: number;
}

/** A real Collector on free loopback ports, with the stack's configuration. */
export class Collector {
  /** Where services push OTLP over HTTP. */
  readonly otlpUrl: string;
  /** Where services push OTLP by gRPC. */
  readonly grpcUrl: string;
  readonly metricsUrl: string;
  readonly dataDir: string;
  readonly process: ToolProcess;

  private constructor(ports: Ports, dataDir: string, process: ToolProcess) {
    const at = (port: number) => `http://127.0.0.1:${port}`;
    this.otlpUrl = at(ports.otlp);
    this.grpcUrl = at(ports.grpc);
    this.metricsUrl = `${at(ports.metrics)}/metrics`;
    this.dataDir = dataDir;
    this.process = process;
  }

  static async start({ logFiles, prometheusUrl, logsUrl, env = {}, dataDir }: CollectorOptions): Promise<Collector> {
    const [otlp = 0, grpc = 0, health = 0, metrics = 0] = await freePorts(4);
    const folder = dataDir ?? mkdtempSync(join(tmpdir(), 'qt-collector-'));
    const process = await ToolProcess.start({
      binary: 'otelcol',
      args: ['--config', CONFIG],
      env: {
        QT_LOG_FILES: logFiles,
        QT_COLLECTOR_DIR: folder,
        QT_OTLP_ADDRESS: `127.0.0.1:${otlp}`,
        QT_OTLP_GRPC_ADDRESS: `127.0.0.1:${grpc}`,
        QT_COLLECTOR_HEALTH_ADDRESS: `127.0.0.1:${health}`,
        QT_COLLECTOR_METRICS_PORT: String(metrics),
        ...(prometheusUrl === undefined ? {} : { QT_PROMETHEUS_URL: prometheusUrl }),
        ...(logsUrl === undefined ? {} : { QT_LOGS_URL: logsUrl }),
        ...env,
      },
      readyUrl: `http://127.0.0.1:${health}/`,
    });
    return new Collector({ otlp, grpc, metrics }, folder, process);
  }

  async stop({ keep = false } = {}): Promise<void> {
    await this.process.stop();
    if (!keep) rmSync(this.dataDir, { recursive: true, force: true });
  }
}
