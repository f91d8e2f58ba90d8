import type { ISerializer } from '@opentelemetry/otlp-transformer';
import type { Resource } from '@opentelemetry/resources';
import {
  AggregationTemporality,
  DataPointType,
  type HistogramMetricData,
  type MetricData,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';
import { PbfWriter } from 'pbf';
import type { Exemplar } from '../metrics/cells.ts';
import type { HistogramPoint } from '../metrics/producer.ts';
import { SCOPE } from '../tracer.ts';
import { writeAttributes, writeHex, writeText, writeTime } from './protobuf.ts';

// The SDK's serializers leave exemplars out. Field numbers are those of opentelemetry/proto/metrics/v1/metrics.proto.

type Serializer = Pick<ISerializer<ResourceMetrics, unknown>, 'serializeRequest'>;

const exemplarsOf = (point: object): readonly Exemplar[] => (point as Partial<HistogramPoint>).exemplars ?? [];

function hasExemplars(metric: MetricData): metric is HistogramMetricData {
  return (
    metric.dataPointType === DataPointType.HISTOGRAM && metric.dataPoints.some((point) => exemplarsOf(point).length > 0)
  );
}

/**
 * Writes the histograms with exemplars here, which are all of our own scope; the rest goes the SDK's way. In protobuf
 * two requests one after the other are one.
 */
export function protobufWithExemplars(standard: Serializer): Serializer {
  return {
    serializeRequest({ resource, scopeMetrics }) {
      const own = scopeMetrics.flatMap(({ metrics }) => metrics.filter(hasExemplars));
      const rest = scopeMetrics.map(({ scope, metrics }) => ({
        scope,
        metrics: metrics.filter((metric) => !hasExemplars(metric)),
      }));
      const scopes = rest.filter(({ metrics }) => metrics.length > 0);
      const written = scopes.length > 0 ? standard.serializeRequest({ resource, scopeMetrics: scopes }) : undefined;
      const out = new PbfWriter();
      if (own.length > 0) out.writeMessage(1, writeResourceMetrics, { resource, own });
      return Buffer.concat([written ?? new Uint8Array(), out.finish()]);
    },
  };
}

interface Content {
  readonly resource: Resource;
  readonly own: readonly HistogramMetricData[];
}

function writeResourceMetrics({ resource, own }: Content, out: PbfWriter): void {
  out.writeMessage(1, () => writeAttributes(out, 1, resource.attributes), undefined);
  const writeScopeMetrics = () => {
    out.writeMessage(1, writeScope, undefined);
    for (const metric of own) out.writeMessage(2, writeMetric, metric);
    writeText(out, 3, SCOPE.schemaUrl);
  };
  out.writeMessage(2, writeScopeMetrics, undefined);
}

function writeScope(_: undefined, out: PbfWriter): void {
  writeText(out, 1, SCOPE.name);
  writeText(out, 2, SCOPE.version);
}

function writeMetric(metric: HistogramMetricData, out: PbfWriter): void {
  writeText(out, 1, metric.descriptor.name);
  writeText(out, 2, metric.descriptor.description);
  if (metric.descriptor.unit !== '') writeText(out, 3, metric.descriptor.unit);
  const writeData = () => {
    for (const point of metric.dataPoints) out.writeMessage(1, writeHistogram, point as HistogramPoint);
    out.writeVarintField(2, metric.aggregationTemporality === AggregationTemporality.DELTA ? 1 : 2);
  };
  out.writeMessage(9, writeData, undefined);
}

function writeHistogram({ startTime, endTime, value, attributes, exemplars }: HistogramPoint, out: PbfWriter): void {
  writeTime(out, 2, startTime);
  writeTime(out, 3, endTime);
  out.writeFixed64Field(4, value.count);
  out.writeDoubleField(5, value.sum ?? 0);
  out.writePackedFixed64(6, value.buckets.counts);
  out.writePackedDouble(7, value.buckets.boundaries);
  for (const exemplar of exemplars) out.writeMessage(8, writeExemplar, exemplar);
  writeAttributes(out, 9, attributes);
}

function writeExemplar({ traceId, spanId, value, at }: Exemplar, out: PbfWriter): void {
  writeTime(out, 2, [Math.trunc(at / 1000), Math.round((at % 1000) * 1e6)]);
  out.writeDoubleField(3, value);
  writeHex(out, 4, spanId);
  writeHex(out, 5, traceId);
}

interface JsonMetric {
  readonly histogram?: { readonly dataPoints: { exemplars?: unknown }[] };
}
interface JsonRequest {
  readonly resourceMetrics: readonly {
    readonly scopeMetrics: readonly { readonly metrics: readonly JsonMetric[] }[];
  }[];
}

/** In JSON, which is for looking at, the exemplars are put into what the SDK wrote. */
export function jsonWithExemplars(standard: Serializer): Serializer {
  return {
    serializeRequest(request) {
      const metrics = request.scopeMetrics.flatMap((scope) => scope.metrics);
      const written = standard.serializeRequest(request);
      if (written === undefined || !metrics.some(hasExemplars)) return written;
      const json = JSON.parse(Buffer.from(written).toString()) as JsonRequest;
      const same = json.resourceMetrics.flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((scope) => scope.metrics));
      metrics.forEach((metric, at) => {
        metric.dataPoints.forEach((point, index) => {
          const to = same[at]?.histogram?.dataPoints[index];
          if (to !== undefined && exemplarsOf(point).length > 0) to.exemplars = exemplarsOf(point).map(jsonExemplar);
        });
      });
      return Buffer.from(JSON.stringify(json));
    },
  };
}

const jsonExemplar = ({ traceId, spanId, value, at }: Exemplar) => ({
  timeUnixNano: `${BigInt(Math.round(at * 1000)) * 1000n}`,
  asDouble: value,
  spanId,
  traceId,
});
