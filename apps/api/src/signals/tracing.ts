import type { LogFields } from '@qt/catalogue';

/** What a walk needs of the telemetry: its steps as spans, and what every log line inside them carries. */
export interface Tracing {
  inSpan<T>(name: string, attributes: Readonly<Record<string, string | number>>, work: () => Promise<T>): Promise<T>;
  withContext<T>(fields: LogFields, work: () => T): T;
}
