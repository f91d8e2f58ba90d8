import type { ISerializer } from '@opentelemetry/otlp-transformer';
import type { DataPoint, ResourceMetrics } from '@opentelemetry/sdk-metrics';
import type { Exemplar } from '../metrics/cells.ts';
import { SCOPE } from '../metrics/producer.ts';
import { ownMetricsRequest } from './metrics-protobuf.ts';

type MetricsSerializer = Pick<ISerializer<ResourceMetrics, unknown>, 'serializeRequest'>;

/**
 * The SDK's serializers leave exemplars out. In protobuf two requests one after the other are one, so that what
 * libraries recorded goes the SDK's way and what is ours goes our own.
 */
export function protobufWithExemplars(standard: MetricsSerializer): MetricsSerializer {
  return {
    serializeRequest({ resource, scopeMetrics }) {
      const foreign = scopeMetrics.filter(({ scope }) => scope.name !== SCOPE);
      const own = ownMetricsRequest({
        resource,
        scopeMetrics: scopeMetrics.filter(({ scope }) => scope.name === SCOPE),
      });
      if (foreign.length === 0) return own;
      return Buffer.concat([standard.serializeRequest({ resource, scopeMetrics: foreign }) ?? new Uint8Array(), own]);
    },
  };
}

interface JsonPoint {
  exemplars?: unknown;
}
interface JsonRequest {
  readonly resourceMetrics: readonly {
    readonly scopeMetrics: readonly {
      readonly metrics: readonly { readonly histogram?: { readonly dataPoints: readonly JsonPoint[] } }[];
    }[];
  }[];
}

/** In JSON, which is for looking at, the exemplars are put into what the SDK wrote. */
export function jsonWithExemplars(standard: MetricsSerializer): MetricsSerializer {
  return {
    serializeRequest(resourceMetrics) {
      const written = standard.serializeRequest(resourceMetrics);
      const { scopeMetrics } = resourceMetrics;
      const points = scopeMetrics.flatMap(({ metrics }) => metrics.flatMap(({ dataPoints }) => dataPoints as Point[]));
      if (written === undefined || !points.some(({ exemplars = [] }) => exemplars.length > 0)) return written;
      const request = JSON.parse(Buffer.from(written).toString()) as JsonRequest;
      scopeMetrics.forEach(({ metrics }, scope) => {
        metrics.forEach(({ dataPoints }, metric) => {
          const to = request.resourceMetrics[0]?.scopeMetrics[scope]?.metrics[metric]?.histogram?.dataPoints ?? [];
          to.forEach((point, at) => {
            const { exemplars = [] } = dataPoints[at] as Point;
            if (exemplars.length > 0) point.exemplars = exemplars.map(jsonExemplar);
          });
        });
      });
      return Buffer.from(JSON.stringify(request));
    },
  };
}

type Point = DataPoint<unknown> & { readonly exemplars?: readonly Exemplar[] };

const jsonExemplar = ({ traceId, spanId, value, at }: Exemplar) => ({
  timeUnixNano: `${BigInt(Math.round(at * 1000)) * 1000n}`,
  asDouble: value,
  spanId,
  traceId,
});
