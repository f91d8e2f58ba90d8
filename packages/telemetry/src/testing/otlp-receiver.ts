import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

interface KeyValue {
  readonly key: string;
  readonly value: { readonly stringValue?: string; readonly intValue?: number | string };
}
interface Point {
  readonly attributes: readonly KeyValue[];
  readonly asDouble?: number;
  readonly asInt?: number | string;
  readonly count?: number | string;
  readonly sum?: number;
  readonly bucketCounts?: readonly (number | string)[];
  readonly explicitBounds?: readonly number[];
  readonly exemplars?: readonly Readonly<Record<string, unknown>>[];
}
interface OtlpMetric {
  readonly name: string;
  readonly unit?: string;
  readonly sum?: { readonly dataPoints: readonly Point[]; readonly aggregationTemporality: number };
  readonly gauge?: { readonly dataPoints: readonly Point[] };
  readonly histogram?: { readonly dataPoints: readonly Point[] };
}
export interface OtlpSpan {
  /** `service.name` of its resource. */
  readonly service: unknown;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly attributes: readonly KeyValue[];
  readonly status: { readonly code?: number };
}
interface Resource {
  readonly resource: { readonly attributes: readonly KeyValue[] };
}
interface MetricsRequest {
  readonly resourceMetrics: readonly (Resource & { scopeMetrics: { metrics: OtlpMetric[] }[] })[];
}
interface TracesRequest {
  readonly resourceSpans: readonly (Resource & { scopeSpans: { spans: Omit<OtlpSpan, 'service'>[] }[] })[];
}

/** A log record as OTLP's JSON has it. */
export interface OtlpLogRecord {
  readonly severityNumber: number;
  readonly severityText: string;
  readonly eventName?: string;
  readonly body: { readonly stringValue: string };
  readonly traceId?: string;
  readonly attributes: readonly KeyValue[];
}
interface LogsRequest {
  readonly resourceLogs: readonly (Resource & { scopeLogs: { logRecords: OtlpLogRecord[] }[] })[];
}

export interface OtlpReceiver {
  readonly url: string;
  /** Answer status of each request; 200 at first. */
  status: number;
  /** The body of each answer; empty at first. */
  answer: object;
  /** So many of the next requests are answered 503, to be tried again at once. */
  busy: number;
  /** Path and content type of every request, in order. */
  readonly requests: { readonly path: string; readonly type: string | undefined }[];
  /** The headers of every request, in order. */
  readonly headers: readonly IncomingHttpHeaders[];
  /** Of each request its content encoding, and how many data points of metrics were in it. */
  readonly bodies: { readonly encoding: string | undefined; readonly points: number }[];
  /** The series of the latest metrics export, named as Prometheus names them, as `name{label="value",…}` in the order sent, histograms taken apart. */
  latestSeries(): Map<string, number>;
  /** The same of all metrics exports so far, the latest value of each: a large push is sent in several. */
  allSeries(): Map<string, number>;
  latestMetrics(): OtlpMetric[];
  /** What each metrics export so far said of a series, those that said nothing of it left out. */
  valuesOf(series: string): number[];
  /** The resource of the latest metrics export. */
  resource(): Record<string, unknown>;
  spans(): OtlpSpan[];
  logRecords(): OtlpLogRecord[];
  close(): Promise<void>;
}

/** A collector that speaks OTLP/HTTP with JSON, and keeps what it gets. */
export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const requests: OtlpReceiver['requests'] = [];
  const bodies: OtlpReceiver['bodies'] = [];
  const headersTaken: IncomingHttpHeaders[] = [];
  const taken: MetricsRequest[] = [];
  const spans: OtlpSpan[] = [];
  const logRecords: OtlpLogRecord[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const path = request.url ?? '';
    const type = request.headers['content-type'];
    const encoding = request.headers['content-encoding'];
    const sent = Buffer.concat(chunks);
    const body =
      type === 'application/json' ? JSON.parse((encoding === 'gzip' ? gunzipSync(sent) : sent).toString()) : {};
    const exported = body as Partial<MetricsRequest & TracesRequest & LogsRequest>;
    requests.push({ path, type });
    headersTaken.push(request.headers);
    bodies.push({ encoding, points: pointsIn(exported.resourceMetrics) });
    const busy = receiver.busy > 0;
    if (busy) receiver.busy -= 1;
    else if (receiver.status === 200) {
      if (exported.resourceMetrics !== undefined) taken.push(exported as MetricsRequest);
      for (const { resource, scopeSpans } of exported.resourceSpans ?? []) {
        const { 'service.name': service } = labelsOf(resource.attributes);
        spans.push(...scopeSpans.flatMap((scope) => scope.spans.map((span) => ({ ...span, service }))));
      }
      logRecords.push(
        ...(exported.resourceLogs ?? []).flatMap((one) => one.scopeLogs.flatMap((scope) => scope.logRecords)),
      );
    }
    const headers = { 'content-type': 'application/json', 'retry-after': '0' };
    response.writeHead(busy ? 503 : receiver.status, headers).end(JSON.stringify(receiver.answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const metricsOf = (request: MetricsRequest | undefined) =>
    request?.resourceMetrics.flatMap((one) => one.scopeMetrics.flatMap((scope) => scope.metrics)) ?? [];
  const latest = () => taken.at(-1);
  const receiver: OtlpReceiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    status: 200,
    answer: {},
    busy: 0,
    requests,
    headers: headersTaken,
    bodies,
    latestSeries: () => new Map(metricsOf(latest()).flatMap(seriesOf)),
    allSeries: () => new Map(taken.flatMap(metricsOf).flatMap(seriesOf)),
    latestMetrics: () => metricsOf(latest()),
    valuesOf: (series) => taken.flatMap((request) => new Map(metricsOf(request).flatMap(seriesOf)).get(series) ?? []),
    resource: () => labelsOf(latest()?.resourceMetrics[0]?.resource.attributes ?? []),
    spans: () => spans,
    logRecords: () => logRecords,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return receiver;
}

function pointsIn(resourceMetrics: MetricsRequest['resourceMetrics'] = []): number {
  const metrics = resourceMetrics.flatMap((one) => one.scopeMetrics.flatMap((scope) => scope.metrics));
  return metrics.flatMap(({ sum, gauge, histogram }) => (sum ?? gauge ?? histogram)?.dataPoints ?? []).length;
}

/** One identity for a series, whichever path it came by. */
export function seriesName(name: string, labels: Readonly<Record<string, unknown>>): string {
  return `${name}${JSON.stringify(Object.entries(labels).sort())}`;
}

function seriesOf({ sum, gauge, histogram, ...metric }: OtlpMetric): [string, number][] {
  const name = metric.unit === 's' ? `${metric.name.replaceAll('.', '_')}_seconds` : metric.name;
  const points = [...(sum?.dataPoints ?? []), ...(gauge?.dataPoints ?? [])];
  return [
    ...points.map((point): [string, number] => [
      seriesName(name, pointLabels(point)),
      Number(point.asDouble ?? point.asInt),
    ]),
    ...(histogram?.dataPoints ?? []).flatMap((point) => histogramSeries(name, point)),
  ];
}

function histogramSeries(name: string, point: Point): [string, number][] {
  const labels = pointLabels(point);
  let below = 0;
  const buckets = (point.bucketCounts ?? []).map((count, index): [string, number] => {
    below += Number(count);
    const le = String(point.explicitBounds?.[index] ?? '+Inf');
    return [seriesName(`${name}_bucket`, { ...labels, le }), below];
  });
  return [
    ...buckets,
    [seriesName(`${name}_sum`, labels), point.sum ?? 0],
    [seriesName(`${name}_count`, labels), Number(point.count)],
  ];
}

/** As Prometheus names and writes the attributes of OTLP. */
function pointLabels({ attributes }: Point): Record<string, string> {
  const labels = Object.entries(labelsOf(attributes));
  return Object.fromEntries(labels.map(([key, value]) => [key.replaceAll('.', '_'), String(value)]));
}

function labelsOf(attributes: readonly KeyValue[]): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue ?? value.intValue]));
}
