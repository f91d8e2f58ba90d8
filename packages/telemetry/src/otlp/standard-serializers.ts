import type * as Transformer from '@opentelemetry/otlp-transformer';
import { onDemand } from '../on-demand.ts';
import type { Protocol } from './targets.ts';

/** The SDK's serializers for what a protocol carries. */
export function standardSerializers(protocol: Protocol) {
  const sdk = onDemand<typeof Transformer>('@opentelemetry/otlp-transformer');
  return protocol === 'http/json'
    ? { metrics: sdk.JsonMetricsSerializer, traces: sdk.JsonTraceSerializer }
    : { metrics: sdk.ProtobufMetricsSerializer, traces: sdk.ProtobufTraceSerializer };
}
