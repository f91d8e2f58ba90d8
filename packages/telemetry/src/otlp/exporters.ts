import { OTLPMetricExporterBase } from '@opentelemetry/exporter-metrics-otlp-http';
import type { Resource } from '@opentelemetry/resources';
import { jsonWithExemplars, protobufWithExemplars } from './metrics-serializers.ts';
import type { Sender } from './sender.ts';
import type { EncodedSpanExporter } from './span-batches.ts';
import { encodeAtOnce, type SpanEncoder } from './span-encoder.ts';
import { standardSerializers } from './standard-serializers.ts';
import type { Protocol } from './targets.ts';
import { createProtobufEncoder } from './traces-protobuf.ts';

/** The standard metric exporter, with the temporality that `OTEL_…` prefers, but that it also sends exemplars. */
export function createMetricExporter(protocol: Protocol, sender: Sender) {
  const { metrics: standard } = standardSerializers(protocol);
  const serializer = protocol === 'http/json' ? jsonWithExemplars(standard) : protobufWithExemplars(standard);
  return new OTLPMetricExporterBase(
    {
      export: (metrics, done) => void sender.send('metrics', () => serializer.serializeRequest(metrics)).then(done),
      forceFlush: () => sender.settled(),
      shutdown: () => sender.settled(),
      setMetrics() {},
    },
    {},
  );
}

/** How spans are encoded and sent by a protocol. */
export function createSpanExporter(
  protocol: Protocol,
  sender: Sender,
  resource: Resource,
): { readonly encoder: SpanEncoder; readonly exporter: EncodedSpanExporter } {
  const { traces: standard } = standardSerializers(protocol);
  return {
    encoder: protocol === 'http/json' ? encodeAtOnce(standard) : createProtobufEncoder(standard, resource),
    exporter: {
      export: ({ bytes }, done) => void sender.send('traces', () => bytes).then(done),
      shutdown: () => sender.settled(),
    },
  };
}
