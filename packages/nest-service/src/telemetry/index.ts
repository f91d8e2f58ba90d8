export { instrumentRequests } from './instrument-requests.ts';
export { TelemetryModule } from './telemetry.module.ts';
