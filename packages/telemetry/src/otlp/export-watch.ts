import type { Instruments, Log } from '@qt/catalogue';
import type { Signal } from './signal.ts';

export interface ExportWatch {
  succeeded(): void;
  /** `items` are spans, data points or log records. */
  lost(items: number, cause: unknown): void;
}

/** Further causes are not logged until exports work again. */
const MOST_CAUSES = 10;

/** Counts what is lost, and logs each cause once until exports work again. */
export function createExportWatch(
  signal: Signal,
  log: Pick<Log, 'warn' | 'info'>,
  { qt_telemetry_export_failures_total: failures }: Instruments<'qt_telemetry_export_failures_total'>,
): ExportWatch {
  const causes = new Set<string>();
  let lossSinceSuccess = false;
  return {
    succeeded() {
      // A success right after a loss may be of the same export, of which the collector rejected a part.
      if (causes.size > 0 && !lossSinceSuccess) {
        causes.clear();
        log.info(`OTLP export of ${signal} works again`);
      }
      lossSinceSuccess = false;
    },
    lost(items, cause) {
      failures.add(items, { signal });
      lossSinceSuccess = true;
      const key = (cause instanceof Error ? cause.message : String(cause)).replace(/\d+/g, '#');
      if (causes.has(key) || causes.size === MOST_CAUSES) return;
      causes.add(key);
      log.warn(`OTLP export of ${signal} fails; the service goes on, what is not sent is lost`, { error: cause });
    },
  };
}
