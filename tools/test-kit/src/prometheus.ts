import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { urlOf } from './commands/infra.ts';
import { prometheusCommand } from './commands/prometheus.ts';
import { freePorts } from './free-ports.ts';
import { ToolProcess } from './tool-process.ts';

export interface PrometheusOptions {
  readonly configFile: string;
  readonly env?: Readonly<Record<string, string>>;
  /** The data of an earlier instance; by default a new folder. */
  readonly dataDir?: string;
  /** Flags in addition. */
  readonly args?: readonly string[];
}

/** One series of a result; of a range, its samples in time, else one. */
export interface Series {
  readonly labels: Readonly<Record<string, string>>;
  /** Unix seconds and value. */
  readonly samples: readonly (readonly [at: number, value: number])[];
}

/** An alert as Prometheus shows it; one that is inactive is not shown. */
export interface ActiveAlert {
  readonly state: 'pending' | 'firing';
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** Since when its query has had a result, RFC 3339. */
  readonly activeAt: string;
}

interface Answer {
  readonly status: 'success' | 'error';
  readonly error?: string;
  readonly data: { readonly resultType: string; readonly result: unknown };
}
interface Raw {
  readonly metric: Record<string, string>;
  readonly value?: readonly [number, string];
  readonly values?: readonly (readonly [number, string])[];
}

/** A real Prometheus on a free loopback port, which also receives OTLP. */
export class Prometheus {
  readonly url: string;
  readonly dataDir: string;
  readonly process: ToolProcess;

  private constructor(url: string, dataDir: string, process: ToolProcess) {
    this.url = url;
    this.dataDir = dataDir;
    this.process = process;
  }

  static async start({ configFile, env = {}, dataDir, args = [] }: PrometheusOptions): Promise<Prometheus> {
    const [port = 0] = await freePorts(1);
    const folder = dataDir ?? mkdtempSync(join(tmpdir(), 'qt-prometheus-'));
    const url = urlOf(port);
    const process = await ToolProcess.start(prometheusCommand({ port, configFile, dataDir: folder, env, args }));
    return new Prometheus(url, folder, process);
  }

  /** The value now, or at a Unix time in seconds. @throws Error with Prometheus' message and the query */
  async query(expr: string, at?: number): Promise<Series[]> {
    return this.ask('query', expr, at === undefined ? {} : { time: String(at) });
  }

  /** The values from `start` to `end` (Unix seconds), every `step` seconds. */
  async queryRange(expr: string, start: number, end: number, step: number): Promise<Series[]> {
    return this.ask('query_range', expr, { start: String(start), end: String(end), step: String(step) });
  }

  /** The labels of the exemplars of a selector's series between two Unix times in seconds. */
  async exemplars(selector: string, start: number, end: number): Promise<Readonly<Record<string, string>>[]> {
    const parameters = new URLSearchParams({ query: selector, start: String(start), end: String(end) });
    const response = await fetch(`${this.url}/api/v1/query_exemplars?${parameters}`);
    const { data } = (await response.json()) as { data: { exemplars: { labels: Record<string, string> }[] }[] };
    return data.flatMap(({ exemplars }) => exemplars.map(({ labels }) => labels));
  }

  /** The values of a label over the matching series, as Grafana queries them for a variable. */
  async labelValues(label: string, match?: string): Promise<string[]> {
    const parameters = new URLSearchParams(match === undefined ? {} : { 'match[]': match });
    const response = await fetch(`${this.url}/api/v1/label/${label}/values?${parameters}`);
    const { data } = (await response.json()) as { data: string[] };
    return data;
  }

  /** The alerts that are pending or firing, with their annotations. */
  async alerts(): Promise<ActiveAlert[]> {
    const response = await fetch(`${this.url}/api/v1/alerts`);
    const { data } = (await response.json()) as { data: { alerts: ActiveAlert[] } };
    return data.alerts;
  }

  async stop({ keep = false } = {}): Promise<void> {
    await this.process.stop();
    if (!keep) rmSync(this.dataDir, { recursive: true, force: true });
  }

  private async ask(endpoint: string, query: string, more: Record<string, string>): Promise<Series[]> {
    const body = new URLSearchParams({ query, ...more });
    const response = await fetch(`${this.url}/api/v1/${endpoint}`, { method: 'POST', body });
    const answer = (await response.json()) as Answer;
    if (answer.status !== 'success') throw new Error(`${answer.error}\nin ${query}`);
    return seriesOf(answer.data);
  }
}

function seriesOf({ resultType, result }: Answer['data']): Series[] {
  if (resultType === 'scalar') return [{ labels: {}, samples: [sampleOf(result as [number, string])] }];
  return (result as Raw[]).map(({ metric, value, values }) => ({
    labels: metric,
    samples: (values ?? (value === undefined ? [] : [value])).map(sampleOf),
  }));
}

function sampleOf([at, value]: readonly [number, string]): readonly [number, number] {
  return [
    at,
    value === '+Inf' ? Number.POSITIVE_INFINITY : value === '-Inf' ? Number.NEGATIVE_INFINITY : Number(value),
  ];
}
