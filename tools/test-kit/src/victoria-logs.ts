import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { urlOf } from './commands/infra.ts';
import { victoriaLogsCommand } from './commands/stores.ts';
import { freePorts } from './free-ports.ts';
import { ToolProcess } from './tool-process.ts';

/** A stored line: its fields by name, `_msg` (the text) and `_time` (RFC 3339) among them. */
export type StoredLine = Readonly<Record<string, string>>;

/** A real VictoriaLogs on a free loopback port. */
export class VictoriaLogs {
  readonly url: string;
  readonly dataDir: string;
  readonly process: ToolProcess;

  private constructor(url: string, dataDir: string, process: ToolProcess) {
    this.url = url;
    this.dataDir = dataDir;
    this.process = process;
  }

  /** With the folder and port of an earlier instance, it continues that one. */
  static async start(earlier: { readonly dataDir?: string; readonly port?: number } = {}): Promise<VictoriaLogs> {
    const [free = 0] = await freePorts(1);
    const { dataDir, port = free } = earlier;
    const folder = dataDir ?? mkdtempSync(join(tmpdir(), 'qt-victoria-logs-'));
    const url = urlOf(port);
    const process = await ToolProcess.start(victoriaLogsCommand({ port, dataDir: folder }));
    return new VictoriaLogs(url, folder, process);
  }

  /** Where the Collector sends lines by OTLP. */
  get otlpUrl(): string {
    return `${this.url}/insert/opentelemetry/v1/logs`;
  }

  /** Lines of a LogsQL query between two Unix times in seconds. @throws Error with VictoriaLogs' message and the query */
  async lines(query: string, start: number, end: number, limit = 200): Promise<StoredLine[]> {
    const text = await this.#select('query', { query, start: String(start), end: String(end), limit: String(limit) });
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as StoredLine);
  }

  /** The names of the fields that identify a stream. */
  async streamFields(): Promise<string[]> {
    const text = await this.#select('stream_field_names', { query: '*' });
    const { values } = JSON.parse(text) as { values: readonly { value: string }[] };
    return values.map(({ value }) => value).sort();
  }

  async stop({ keep = false } = {}): Promise<void> {
    await this.process.stop();
    if (!keep) rmSync(this.dataDir, { recursive: true, force: true });
  }

  async #select(what: string, parameters: Readonly<Record<string, string>>): Promise<string> {
    const response = await fetch(`${this.url}/select/logsql/${what}?${new URLSearchParams(parameters)}`);
    const text = await response.text();
    if (!response.ok) throw new Error(`${text.trim()}\nin ${parameters['query']}`);
    return text;
  }
}
