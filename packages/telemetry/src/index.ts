export type { AttachOptions } from './http/attach.ts';
export { REQUEST_ID_HEADER } from './http/request-id.ts';
export type { LineSink } from './log/create-log.ts';
export { TelemetryModule } from './nest/telemetry.module.ts';
export { INSTRUMENTS, LOG, TELEMETRY } from './nest/tokens.ts';
export type { SpanOptions } from './spans.ts';
export { startTelemetry, type TelemetryOptions } from './start-telemetry.ts';
export type { Telemetry } from './telemetry.ts';
