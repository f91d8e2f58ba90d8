import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { freePorts } from './free-ports.ts';
import { ToolProcess } from './tool-process.ts';

const CONFIG = resolve(import.meta.dirname, '../../../infra/loki/config.yaml');

/** One line as a panel shows it, with all that is known of it. */
export interface LokiLine {
  /** Unix nanoseconds. */
  readonly at: bigint;
  readonly labels: Readonly<Record<string, string>>;
  readonly text: string;
}

interface Answer {
  readonly data: {
    readonly resultType: string;
    readonly result: readonly { stream: Record<string, string>; values: readonly [string, string][] }[];
  };
}

/** A real Loki on free ports of loopback, from the stack's own configuration. */
export class Loki {
  readonly url: string;
  readonly dataDir: string;
  readonly process: ToolProcess;

  private constructor(url: string, dataDir: string, process: ToolProcess) {
    this.url = url;
    this.dataDir = dataDir;
    this.process = process;
  }

  /** With the folder and port of an earlier one it is that one again. */
  static async start(earlier: { readonly dataDir?: string; readonly port?: number } = {}): Promise<Loki> {
    const [free, grpcPort] = await freePorts(2);
    const { dataDir, port = free } = earlier;
    const folder = dataDir ?? mkdtempSync(join(tmpdir(), 'qt-loki-'));
    const url = `http://127.0.0.1:${port}`;
    const process = await ToolProcess.start({
      binary: 'loki',
      args: [`-config.file=${CONFIG}`, '-config.expand-env=true'],
      env: { QT_LOKI_PORT: String(port), QT_LOKI_GRPC_PORT: String(grpcPort), QT_LOKI_DIR: folder },
      readyUrl: `${url}/ready`,
    });
    return new Loki(url, folder, process);
  }

  /** The newest lines of a log query between two Unix times in seconds. @throws Error that Loki gave, with the query */
  async lines(query: string, start: number, end: number, limit = 200): Promise<LokiLine[]> {
    const asked = new URLSearchParams({ query, start: String(start), end: String(end), limit: String(limit) });
    const response = await fetch(`${this.url}/loki/api/v1/query_range?${asked}`);
    const text = await response.text();
    if (!response.ok) throw new Error(`${text.trim()}\nin ${query}`);
    const { data } = JSON.parse(text) as Answer;
    return data.result.flatMap(({ stream, values }) =>
      values.map(([at, line]) => ({ at: BigInt(at), labels: stream, text: line })),
    );
  }

  async stop({ keep = false } = {}): Promise<void> {
    await this.process.stop();
    if (!keep) rmSync(this.dataDir, { recursive: true, force: true });
  }
}
