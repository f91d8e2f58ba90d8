import { millisToHrTime } from '@opentelemetry/core';
import type { ISerializer } from '@opentelemetry/otlp-transformer';
import { DataPointType, type ResourceMetrics } from '@opentelemetry/sdk-metrics';
import type { Exemplar, HistogramPoint } from '@qt/metrics';
import { PbfReader, PbfWriter } from 'pbf';
import { writeHex, writeTime } from './protobuf.ts';

// The SDK's serializers leave exemplars out; here they are added to what it wrote.

type Serializer = Pick<ISerializer<ResourceMetrics, unknown>, 'serializeRequest'>;

/** The exemplars of each histogram point, in the order in which the SDK writes the points. */
function exemplarsOf({ scopeMetrics }: ResourceMetrics): (readonly Exemplar[])[] {
  const histograms = scopeMetrics.flatMap(({ metrics }) =>
    metrics.filter(({ dataPointType }) => dataPointType === DataPointType.HISTOGRAM),
  );
  const points = histograms.flatMap(({ dataPoints }) => dataPoints as readonly Partial<HistogramPoint>[]);
  return points.map(({ exemplars = [] }) => exemplars);
}

/** Field numbers: `resource_metrics.scope_metrics.metrics.histogram.data_points` of opentelemetry/proto/metrics/v1. */
const HISTOGRAM_POINTS = [1, 2, 2, 9, 1];
const EXEMPLARS = 8;
const BYTES = 2;

export function protobufWithExemplars(standard: Serializer): Serializer {
  return {
    serializeRequest(request) {
      const written = standard.serializeRequest(request);
      const exemplars = exemplarsOf(request);
      if (written === undefined || exemplars.every(({ length }) => length === 0)) return written;
      let point = 0;
      return withAppended(written, HISTOGRAM_POINTS, () => encoded(exemplars[point++] ?? []));
    },
  };
}

/** A copy of a protobuf message in which more bytes end each message at a path of field numbers. */
function withAppended(message: Uint8Array, path: readonly number[], more: () => Uint8Array): Uint8Array {
  const [field, ...rest] = path;
  if (field === undefined) return Buffer.concat([message, more()]);
  const reader = new PbfReader(message);
  const parts: Uint8Array[] = [];
  while (reader.pos < message.length) {
    const start = reader.pos;
    const tag = reader.readVarint();
    if (tag === ((field << 3) | BYTES)) {
      const out = new PbfWriter();
      out.writeBytesField(field, withAppended(reader.readBytes(), rest, more));
      parts.push(out.finish());
    } else {
      reader.skip(tag);
      parts.push(message.subarray(start, reader.pos));
    }
  }
  return Buffer.concat(parts);
}

function encoded(exemplars: readonly Exemplar[]): Uint8Array {
  const out = new PbfWriter();
  for (const exemplar of exemplars) out.writeMessage(EXEMPLARS, writeExemplar, exemplar);
  return out.finish();
}

function writeExemplar({ at, value, spanId, traceId }: Exemplar, out: PbfWriter): void {
  writeTime(out, 2, millisToHrTime(at));
  out.writeDoubleField(3, value);
  writeHex(out, 4, spanId);
  writeHex(out, 5, traceId);
}

interface JsonRequest {
  readonly resourceMetrics: readonly {
    readonly scopeMetrics: readonly { readonly metrics: readonly JsonMetric[] }[];
  }[];
}
interface JsonMetric {
  readonly histogram?: { readonly dataPoints: { exemplars?: unknown }[] };
}

export function jsonWithExemplars(standard: Serializer): Serializer {
  return {
    serializeRequest(request) {
      const json = JSON.parse(Buffer.from(standard.serializeRequest(request) ?? []).toString()) as JsonRequest;
      const metrics = json.resourceMetrics.flatMap(({ scopeMetrics }) =>
        scopeMetrics.flatMap((scope) => scope.metrics),
      );
      const points = metrics.flatMap(({ histogram }) => histogram?.dataPoints ?? []);
      for (const [at, exemplars] of exemplarsOf(request).entries()) {
        const point = points[at];
        if (point !== undefined && exemplars.length > 0) point.exemplars = exemplars.map(jsonExemplar);
      }
      return Buffer.from(JSON.stringify(json));
    },
  };
}

const jsonExemplar = ({ at, value, ...ids }: Exemplar) => ({
  timeUnixNano: String(BigInt(Math.round(at * 1000)) * 1000n),
  asDouble: value,
  ...ids,
});
