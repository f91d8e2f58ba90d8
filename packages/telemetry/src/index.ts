export type { Format, Pieces } from '@qt/metrics';
export { LOG_FIELDS } from './context.ts';
export type { LineSink, LogOptions } from './log/create-log.ts';
export { madeAhead } from './made-ahead.ts';
export { isProbe } from './probe-sampler.ts';
export { REQUEST_ID_HEADER, type SpanOptions } from './spans.ts';
export { startTelemetry, type TelemetryOptions } from './start-telemetry.ts';
export type { ServerTelemetry, Telemetry } from './telemetry.ts';
export { INSTRUMENTS, LOG, TELEMETRY } from './tokens.ts';
