import type { AttributeValue, HrTime } from '@opentelemetry/api';
import {
  AggregationTemporality,
  type DataPoint,
  DataPointType,
  type MetricData,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';
import type { Exemplar } from '../metrics/exemplar.ts';
import type { HistogramPoint } from '../metrics/producer.ts';
import { ProtobufWriter } from './protobuf-writer.ts';

// Field numbers are those of opentelemetry/proto/metrics/v1/metrics.proto.

/** `ExportMetricsServiceRequest` of our own scope: as the SDK's serializer writes it, and with exemplars. */
export function ownMetricsRequest({ resource, scopeMetrics }: ResourceMetrics): Uint8Array {
  const out = new ProtobufWriter();
  out.message(1, () => {
    out.message(1, () => writeAttributes(out, 1, resource.attributes));
    for (const { scope, metrics } of scopeMetrics) {
      out.message(2, () => {
        out.message(1, () => out.string(1, scope.name));
        for (const metric of metrics) out.message(2, () => writeMetric(out, metric));
      });
    }
  });
  return out.finish();
}

function writeMetric(out: ProtobufWriter, metric: MetricData): void {
  out.string(1, metric.descriptor.name);
  out.string(2, metric.descriptor.description);
  const temporality = metric.aggregationTemporality === AggregationTemporality.DELTA ? 1 : 2;
  if (metric.dataPointType === DataPointType.GAUGE) {
    out.message(5, () => {
      for (const point of metric.dataPoints) out.message(1, () => writeNumber(out, point));
    });
  } else if (metric.dataPointType === DataPointType.SUM) {
    out.message(7, () => {
      for (const point of metric.dataPoints) out.message(1, () => writeNumber(out, point));
      out.varint(2, temporality);
      out.varint(3, metric.isMonotonic ? 1 : 0);
    });
  } else if (metric.dataPointType === DataPointType.HISTOGRAM) {
    out.message(9, () => {
      for (const point of metric.dataPoints) out.message(1, () => writeHistogram(out, point as HistogramPoint));
      out.varint(2, temporality);
    });
  }
}

function writeNumber(out: ProtobufWriter, { startTime, endTime, value, attributes }: DataPoint<number>): void {
  writeTime(out, 2, startTime);
  writeTime(out, 3, endTime);
  out.double(4, value);
  writeAttributes(out, 7, attributes);
}

function writeHistogram(out: ProtobufWriter, point: HistogramPoint): void {
  const { startTime, endTime, value, attributes, exemplars } = point;
  writeTime(out, 2, startTime);
  writeTime(out, 3, endTime);
  out.fixed64(4, value.count >>> 0, Math.trunc(value.count / 2 ** 32));
  out.double(5, value.sum ?? 0);
  out.packedFixed64(6, value.buckets.counts);
  out.packedDoubles(7, value.buckets.boundaries);
  for (const exemplar of exemplars) out.message(8, () => writeExemplar(out, exemplar));
  writeAttributes(out, 9, attributes);
}

function writeExemplar(out: ProtobufWriter, { traceId, spanId, value, at }: Exemplar): void {
  writeTime(out, 2, [Math.trunc(at / 1000), Math.round((at % 1000) * 1e6)]);
  out.double(3, value);
  out.hexBytes(4, spanId);
  out.hexBytes(5, traceId);
}

/** Nanoseconds since 1970 need more than the 53 bits of a number: the seconds are taken in two halves of 16 bits. */
function writeTime(out: ProtobufWriter, field: number, [seconds, nanoseconds]: HrTime): void {
  const upper = Math.trunc(seconds / 2 ** 16) * 1e9;
  const lower = (seconds % 2 ** 16) * 1e9 + nanoseconds;
  const low = (upper % 2 ** 16) * 2 ** 16 + (lower % 2 ** 32);
  const high = Math.trunc(upper / 2 ** 16) + Math.trunc(lower / 2 ** 32) + Math.trunc(low / 2 ** 32);
  out.fixed64(field, low % 2 ** 32, high);
}

function writeAttributes(out: ProtobufWriter, field: number, attributes: object): void {
  for (const [key, value] of Object.entries(attributes) as [string, AttributeValue | undefined][]) {
    if (value === undefined) continue;
    out.message(field, () => {
      out.string(1, key);
      out.message(2, () => writeValue(out, value));
    });
  }
}

function writeValue(out: ProtobufWriter, value: unknown): void {
  if (typeof value === 'string') out.string(1, value);
  else if (typeof value === 'boolean') out.varint(2, value ? 1 : 0);
  else if (Number.isSafeInteger(value) && (value as number) >= 0) out.varint(3, value as number);
  else if (typeof value === 'number') out.double(4, value);
  else if (Array.isArray(value)) {
    out.message(5, () => {
      for (const one of value) out.message(1, () => writeValue(out, one));
    });
  }
}
