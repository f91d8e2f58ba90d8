import {
  AggregationTemporality,
  type DataPoint,
  DataPointType,
  type MetricData,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';
import type { Exemplar } from '../metrics/cells.ts';
import type { HistogramPoint } from '../metrics/producer.ts';
import { writeAttributes } from './attributes-protobuf.ts';
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
  return out.written();
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
  out.time(2, startTime);
  out.time(3, endTime);
  out.double(4, value);
  writeAttributes(out, 7, attributes);
}

function writeHistogram(out: ProtobufWriter, point: HistogramPoint): void {
  const { startTime, endTime, value, attributes, exemplars } = point;
  out.time(2, startTime);
  out.time(3, endTime);
  out.fixed64(4, value.count);
  out.double(5, value.sum ?? 0);
  out.packedFixed64(6, value.buckets.counts);
  out.packedDoubles(7, value.buckets.boundaries);
  for (const exemplar of exemplars) out.message(8, () => writeExemplar(out, exemplar));
  writeAttributes(out, 9, attributes);
}

function writeExemplar(out: ProtobufWriter, { traceId, spanId, value, at }: Exemplar): void {
  out.time(2, [Math.trunc(at / 1000), Math.round((at % 1000) * 1e6)]);
  out.double(3, value);
  out.hexBytes(4, spanId);
  out.hexBytes(5, traceId);
}
