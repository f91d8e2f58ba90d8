import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { urlOf } from './commands/infra.ts';
import { jaegerCommand } from './commands/stores.ts';
import { freePorts } from './free-ports.ts';
import { ToolProcess } from './tool-process.ts';

/** A span as Jaeger's query API has it. */
export interface StoredSpan {
  readonly spanID: string;
  readonly operationName: string;
  readonly processID: string;
  readonly tags: readonly { readonly key: string; readonly value: unknown }[];
}

export interface StoredTrace {
  readonly traceID: string;
  readonly spans: readonly StoredSpan[];
  readonly processes: Readonly<Record<string, { readonly serviceName: string }>>;
}

/** A real Jaeger on free loopback ports. */
export class Jaeger {
  /** Its query API. */
  readonly url: string;
  /** Where the Collector sends traces. */
  readonly otlpUrl: string;
  readonly dataDir: string;
  readonly process: ToolProcess;

  private constructor(url: string, otlpUrl: string, dataDir: string, process: ToolProcess) {
    this.url = url;
    this.otlpUrl = otlpUrl;
    this.dataDir = dataDir;
    this.process = process;
  }

  static async start(): Promise<Jaeger> {
    const [query = 0, grpc = 0, otlp = 0, health = 0] = await freePorts(4);
    const dataDir = mkdtempSync(join(tmpdir(), 'qt-jaeger-'));
    const process = await ToolProcess.start(jaegerCommand({ ports: { query, grpc, otlp, health }, dataDir }));
    return new Jaeger(urlOf(query), urlOf(otlp), dataDir, process);
  }

  trace(id: string): Promise<StoredTrace | undefined> {
    return storedTrace(this.url, id);
  }

  async stop({ keep = false } = {}): Promise<void> {
    await this.process.stop();
    if (!keep) rmSync(this.dataDir, { recursive: true, force: true });
  }
}

/** The trace with this id in the Jaeger at `url`, if it has one. */
export async function storedTrace(url: string, id: string): Promise<StoredTrace | undefined> {
  const response = await fetch(`${url}/api/traces/${id}`);
  if (response.status === 404) return undefined;
  const { data } = (await response.json()) as { data?: readonly StoredTrace[] };
  return data?.[0];
}
