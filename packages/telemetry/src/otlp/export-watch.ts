import type { Instruments, Log } from '@qt/catalogue';

export type Signal = 'metrics' | 'traces';

/** Hears how each export of one signal ended. */
export interface ExportWatch {
  succeeded(): void;
  /** An export's content is lost. */
  lost(error: unknown): void;
  /** The collector took an export, but not all of it. `succeeded` of the same export comes next. */
  rejectedPart(error: unknown): void;
}

/** Counts what is lost, and says only when exporting begins to fail and when it works again. */
export function createExportWatch(
  signal: Signal,
  log: Log,
  { qt_telemetry_export_failures_total: failures }: Instruments<'qt_telemetry_export_failures_total'>,
): ExportWatch {
  let failing = false;
  let inPart = false;
  const lost = (error: unknown) => {
    failures.add(1, { signal });
    if (!failing) log.warn(`OTLP export of ${signal} fails; the service goes on, what is not sent is lost`, { error });
    failing = true;
  };
  return {
    succeeded() {
      if (failing && !inPart) {
        log.info(`OTLP export of ${signal} works again`);
        failing = false;
      }
      inPart = false;
    },
    lost,
    rejectedPart(error) {
      inPart = true;
      lost(error);
    },
  };
}
