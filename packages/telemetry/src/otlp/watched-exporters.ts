import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import type { PushMetricExporter } from '@opentelemetry/sdk-metrics';
import type { ExportWatch } from './export-watch.ts';
import type { EncodedSpanExporter } from './span-batches.ts';

interface Exporter<T> {
  export(items: T, done: (result: ExportResult) => void): void;
}

/** The same exporter, whose every result the watch hears. */
export function watched<E extends EncodedSpanExporter | PushMetricExporter>(exporter: E, watch: ExportWatch): E {
  const { export: send } = exporter as Exporter<unknown>;
  return Object.assign(exporter, {
    export(items: unknown, done: (result: ExportResult) => void) {
      const ended = (result: ExportResult) => {
        if (result.code === ExportResultCode.SUCCESS) watch.succeeded();
        else watch.lost(result.error);
        done(result);
      };
      try {
        send.call(exporter, items, ended);
      } catch (thrown) {
        // What cannot be serialized: the SDK's readers and processors would swallow it.
        ended({ code: ExportResultCode.FAILED, error: thrown instanceof Error ? thrown : new Error(String(thrown)) });
      }
    },
  });
}
