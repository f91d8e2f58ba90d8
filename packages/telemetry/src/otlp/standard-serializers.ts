import * as sdk from '@opentelemetry/otlp-transformer';
import type { Protocol } from './targets.ts';

/** The SDK's serializers for what a protocol carries. */
export function standardSerializers(protocol: Protocol) {
  return protocol === 'http/json'
    ? { metrics: sdk.JsonMetricsSerializer, traces: sdk.JsonTraceSerializer }
    : { metrics: sdk.ProtobufMetricsSerializer, traces: sdk.ProtobufTraceSerializer };
}
