import { OPERATIONAL } from '@qt/catalogue';
import type { Telemetry } from '@qt/telemetry';
import { z } from 'zod';
import { getJson } from '../get-json.ts';
import {
  COUNTERS,
  type CounterName,
  EVENT_LOOP_DELAY,
  type MetricHistory,
  MINUTE_MS,
  MINUTES,
  type Sum,
} from './metric-history.ts';

/** Unix seconds, and a number as text. */
const point = z.tuple([z.number(), z.coerce.number()]);
const metric = z.record(z.string(), z.string());

/** Of Prometheus' HTTP API: `GET /api/v1/query` and `/api/v1/query_range`. */
const vector = z.object({ data: z.object({ result: z.array(z.object({ metric, value: point })) }) });
const matrix = z.object({ data: z.object({ result: z.array(z.object({ metric, values: z.array(point) })) }) });

/** The metrics of the services as a Prometheus has them, up to the last whole minute. Rejects if it does not answer. */
export class PrometheusMetrics implements MetricHistory {
  readonly #telemetry: Pick<Telemetry, 'fetch'>;
  readonly #url: string;
  readonly #end: number;

  /** @param now Unix ms */
  constructor(telemetry: Pick<Telemetry, 'fetch'>, url: string, now: number) {
    this.#telemetry = telemetry;
    this.#url = url;
    this.#end = Math.floor(now / MINUTE_MS) * MINUTE_MS;
  }

  lastMinute(): number {
    return this.#end - MINUTE_MS;
  }

  /** From the counters as they were each minute, so that it does not matter how often Prometheus gets them. */
  async byMinute(counter: CounterName, by: readonly string[]): Promise<Sum<(number | null)[]>[]> {
    const end = this.#end / 1000;
    const range = { start: String(end - MINUTES * 60), end: String(end), step: '60' };
    const query = `sum by (${by.join(', ')}) (${selectorOf(counter)})`;
    const { result } = matrix.parse(await this.#get('query_range', { query, ...range })).data;
    const counted = result.map(({ values }) => new Map(values.map(([at, value]) => [Math.round(at), value])));
    const at = Array.from({ length: MINUTES + 1 }, (_, minute) => end - (MINUTES - minute) * 60);
    const isKnown = at.map((time) => counted.some((values) => values.has(time)));
    return result.map(({ metric: labels }, row) => ({
      labels: valuesOf(labels, by),
      value: at.slice(1).map((time, minute) => {
        const now = counted[row]?.get(time);
        const before = counted[row]?.get(time - 60) ?? (isKnown[minute] ? 0 : undefined);
        if (now === undefined || before === undefined) return null;
        return now >= before ? now - before : now;
      }),
    }));
  }

  async overall(counter: CounterName, by: readonly string[], minutes: number): Promise<Sum<number>[]> {
    const sums = await this.#vector(risen(counter, by, minutes));
    return sums.map(({ metric: labels, value }) => ({
      labels: valuesOf(labels, by),
      value: value[1],
    }));
  }

  async eventLoopDelays(): Promise<ReadonlyMap<string, number>> {
    const delays = await this.#vector(`max by (job) (${EVENT_LOOP_DELAY})`);
    return new Map(delays.map(({ metric: labels, value }) => [valuesOf(labels, ['job'])[0] ?? '', value[1]]));
  }

  async #vector(query: string) {
    const answer = await this.#get('query', { query, time: String(this.#end / 1000) });
    return vector.parse(answer).data.result;
  }

  #get(path: string, query: Readonly<Record<string, string>>): Promise<unknown> {
    return getJson(this.#telemetry, this.#url, `/api/v1/${path}?${new URLSearchParams(query)}`);
  }
}

/** What is pushed has its namespace in `job`: `qt/qt-api`, as OpenTelemetry maps a resource for Prometheus. */
function valuesOf(labels: Readonly<Record<string, string>>, by: readonly string[]): string[] {
  return by.map((label) => (label === 'job' ? labels[label]?.replace(/^.+\//, '') : labels[label]) ?? '');
}

function risen(counter: CounterName, by: readonly string[], minutes: number): string {
  return `sum by (${by.join(', ')}) (increase(${selectorOf(counter)}[${minutes}m]))`;
}

/** Requests that only operate the API are left out, as by the objectives. */
function selectorOf(counter: CounterName): string {
  const labels: readonly string[] = COUNTERS[counter];
  return labels.includes('route') ? `${counter}{route!="${OPERATIONAL}"}` : counter;
}
