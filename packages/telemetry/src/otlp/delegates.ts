import { diag, type MeterProvider } from '@opentelemetry/api';
import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import {
  createOtlpNetworkExportDelegate,
  type IExporterTransport,
  type IOtlpExportDelegate,
} from '@opentelemetry/otlp-exporter-base';
import { createOtlpHttpExporterMetrics } from '@opentelemetry/otlp-exporter-base/node-http';
import type { IExporterMetricsHelper, ISerializer } from '@opentelemetry/otlp-transformer';
import type { ExportWatch } from './export-watch.ts';
import type { Signal } from './signal.ts';
import type { Target } from './target.ts';

/** What all exporters of one signal share. */
export interface DelegateContext {
  readonly signal: Signal;
  readonly target: Target;
  readonly transport: IExporterTransport;
  readonly watch: ExportWatch;
  readonly ended: AbortSignal;
  /** Takes a function that turns the `otel.sdk.exporter.…` metrics on. */
  readonly onObservable: (observeBy: (provider: MeterProvider) => void) => void;
}

/** The SDK's network delegate over the thread's transport. The watch counts what is lost or rejected, in items. */
export function createDelegate<T>(
  { signal, target, transport, watch, onObservable }: DelegateContext,
  serializer: ISerializer<T, unknown>,
  items: IExporterMetricsHelper<T>,
): IOtlpExportDelegate<T> {
  const type = `otlp_${TRANSPORTS[target.protocol]}_${ITEMS[signal]}_exporter` as const;
  const metricsBy = (provider?: MeterProvider) => createOtlpHttpExporterMetrics(type, items, target.url, provider);
  const watched = { ...serializer, deserializeResponse: (answer: Uint8Array) => hear(serializer, answer, watch) };
  const delegate = createOtlpNetworkExportDelegate(target, watched, metricsBy(), transport);
  onObservable((provider) => delegate.setMetrics(metricsBy(provider)));
  return {
    export: (content, done) => watchedExport(delegate, content, items.countItems(content), watch, done),
    forceFlush: () => delegate.forceFlush(),
    shutdown: () => delegate.shutdown(),
    setMetrics: (metrics) => delegate.setMetrics(metrics),
  };
}

/** As the semantic conventions name the components of an SDK. */
const ITEMS = { traces: 'span', metrics: 'metric', logs: 'log' } as const;
const TRANSPORTS = { grpc: 'grpc', 'http/protobuf': 'http', 'http/json': 'http_json' } as const;

export function watchedExport<T>(
  exporter: Pick<IOtlpExportDelegate<T>, 'export'>,
  content: T,
  count: number,
  watch: ExportWatch,
  done: (result: ExportResult) => void,
): void {
  const hear = (result: ExportResult) => {
    if (result.code === ExportResultCode.SUCCESS) watch.succeeded();
    else watch.lost(count, result.error);
    done(result);
  };
  try {
    exporter.export(content, hear);
  } catch (error) {
    hear({ code: ExportResultCode.FAILED, error: error as Error }); // what cannot be encoded
  }
}

interface Answer {
  readonly partialSuccess?: Readonly<Record<string, unknown>> | null;
}

/** Returns undefined: the SDK would log the rejection. */
function hear<T>(serializer: ISerializer<T, unknown>, bytes: Uint8Array, watch: ExportWatch): undefined {
  if (bytes.length === 0) return undefined;
  const { partialSuccess } = serializer.deserializeResponse(bytes) as Answer;
  hearRejection(partialSuccess ?? {}, watch);
  return undefined;
}

/** Counts what a `partialSuccess` rejects; without a count it is a warning, which `OTEL_LOG_LEVEL` shows. */
export function hearRejection(partialSuccess: Readonly<Record<string, unknown>>, watch: ExportWatch): void {
  const { errorMessage, ...rejected } = partialSuccess;
  const count = Object.values(rejected).reduce((sum: number, items) => sum + (Number(items) || 0), 0);
  if (count > 0)
    watch.lost(count, new Error(`the collector rejected ${count} of an export: ${errorMessage || 'no reason'}`));
  else if (errorMessage) diag.warn(`the collector took an export and says: ${errorMessage}`);
}
