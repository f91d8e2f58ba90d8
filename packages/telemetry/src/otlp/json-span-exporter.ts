import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { type CompressionAlgorithm, OTLPExporterError } from '@opentelemetry/otlp-exporter-base';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { addressOf } from './address.ts';
import { type DelegateContext, watchedExport } from './delegates.ts';
import type { BatchExporter } from './span-batches.ts';
import { NOT_SENT } from './thread-transport.ts';

/** The SDK's own exporter. It sends from the service's thread, which will do for JSON. */
export function createJsonSpanExporter({ target, watch, ended }: DelegateContext): BatchExporter<ReadableSpan[]> {
  const { url, headers, timeoutMillis, tls } = target;
  const httpAgentOptions = async (protocol: string) => {
    const { Agent } = await (protocol === 'https:' ? import('node:https') : import('node:http'));
    const agent = new Agent({ keepAlive: true, ...tls });
    ended.addEventListener('abort', () => {
      agent.destroy();
      // Otherwise the SDK would retry, and keep the process alive.
      agent.createConnection = () => {
        throw new Error(NOT_SENT);
      };
    });
    return agent;
  };
  const compression = target.compression as CompressionAlgorithm;
  const sdk = new OTLPTraceExporter({ url, headers: { ...headers }, timeoutMillis, compression, httpAgentOptions });
  const address = addressOf(new URL(url));
  const bounded = (spans: ReadableSpan[], done: (result: ExportResult) => void) => {
    // The SDK's own limit restarts with each byte of an answer.
    const limit = AbortSignal.any([ended, AbortSignal.timeout(timeoutMillis + 500)]);
    const end = (error?: Error) => {
      limit.removeEventListener('abort', abandon);
      done(error === undefined ? { code: ExportResultCode.SUCCESS } : { code: ExportResultCode.FAILED, error });
    };
    const abandon = () => end(new Error(ended.aborted ? NOT_SENT : `${address}: no complete answer in time`));
    if (limit.aborted) return abandon();
    limit.addEventListener('abort', abandon);
    sdk.export(spans, ({ error }) => {
      if (!limit.aborted) end(error && withAddress(error, address));
    });
  };
  return {
    export: (spans, done) => watchedExport({ export: bounded }, spans, spans.length, watch, done),
    shutdown: () => sdk.shutdown(),
  };
}

function withAddress(error: Error, address: string): Error {
  if (!(error instanceof OTLPExporterError) || error.code === undefined) {
    return new Error(`${address}: ${error.message || (error as NodeJS.ErrnoException).code}`);
  }
  return new OTLPExporterError(`${address} answered ${error.code} ${error.message}`, error.code);
}
