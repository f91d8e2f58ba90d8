import { type ExportResponse, type IExporterTransport, OTLPExporterError } from '@opentelemetry/otlp-exporter-base';
import { addressOf } from './address.ts';
import type { Signal } from './signal.ts';
import type { Target } from './target.ts';

const SERVICES = {
  traces: ['TraceExportService', '/opentelemetry.proto.collector.trace.v1.TraceService/Export'],
  metrics: ['MetricsExportService', '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export'],
  logs: ['LogsExportService', '/opentelemetry.proto.collector.logs.v1.LogsService/Export'],
} as const;

/** The SDK's gRPC delegate as a transport, since its transport is not published. No retries. */
export async function createGrpcTransport(signal: Signal, target: Target): Promise<IExporterTransport> {
  // 30 MB, so only on demand.
  const sdk = await import('@opentelemetry/otlp-grpc-exporter-base');
  const { ca, key, cert } = target.tls;
  const isPlain = target.url.startsWith('http://');
  const credentials = isPlain ? sdk.createInsecureCredentials : () => sdk.createSslCredentials(ca, key, cert);
  const metadata = () => {
    const entries = sdk.createEmptyMetadata();
    for (const [name, value] of Object.entries(target.headers)) entries.set(name, value);
    return entries;
  };
  const address = new URL(target.url);
  const { timeoutMillis, concurrencyLimit, compression } = target;
  const options = { url: address.host, metadata, credentials, timeoutMillis, concurrencyLimit, compression };
  let answer: Uint8Array | undefined;
  const serializer = {
    serializeRequest: (bytes: Uint8Array) => bytes,
    // Called just before the result of the same request.
    deserializeResponse(bytes: Uint8Array) {
      answer = bytes;
    },
  };
  const uncounted = { name: 'span', countItems: () => 0 } as const;
  const [service, path] = SERVICES[signal];
  const delegate = sdk.createOtlpGrpcExportDelegate(options, serializer, '', uncounted, undefined, service, path);
  return {
    send: (data) =>
      new Promise<ExportResponse>((resolve) => {
        delegate.export(data, ({ error }) => {
          if (error === undefined) resolve({ status: 'success', ...(answer && { data: answer }) });
          else resolve({ status: 'failure', error: new OTLPExporterError(`${addressOf(address)}: ${error.message}`) });
          answer = undefined;
        });
      }),
    shutdown: () => void delegate.shutdown(),
  };
}
