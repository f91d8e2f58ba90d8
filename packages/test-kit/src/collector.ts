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
  readonly lokiUrl?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** An earlier one's checkpoints; a new folder unless told. */
  readonly dataDir?: string;
}

/** A real Collector on free ports of loopback, from the stack's own configuration. */
export class Collector {
  /** Where services push OTLP over HTTP. */
  readonly otlpUrl: string;
  readonly metricsUrl: string;
  readonly dataDir: string;
  readonly process: ToolProcess;

  private constructor(otlpUrl: string, metricsUrl: string, dataDir: string, process: ToolProcess) {
    this.otlpUrl = otlpUrl;
    this.metricsUrl = metricsUrl;
    this.dataDir = dataDir;
    this.process = process;
  }

  static async start({ logFiles, prometheusUrl, lokiUrl, env = {}, dataDir }: CollectorOptions): Promise<Collector> {
    const [otlp, grpc, health, metrics] = await freePorts(4);
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
        ...(lokiUrl === undefined ? {} : { QT_LOKI_URL: lokiUrl }),
        ...env,
      },
      readyUrl: `http://127.0.0.1:${health}/`,
    });
    return new Collector(`http://127.0.0.1:${otlp}`, `http://127.0.0.1:${metrics}/metrics`, folder, process);
  }

  async stop({ keep = false } = {}): Promise<void> {
    await this.process.stop();
    if (!keep) rmSync(this.dataDir, { recursive: true, force: true });
  }
}
