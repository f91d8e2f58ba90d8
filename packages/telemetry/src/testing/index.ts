export { type OtlpReceiver, type OtlpSpan, seriesName, startOtlpReceiver } from './otlp-receiver.ts';
export { type RecordingInstruments, recordingInstruments } from './recording-instruments.ts';
export { type RecordedLine, type RecordingLog, recordingLog } from './recording-log.ts';
export { type LogLine, startTestTelemetry, type TestTelemetry } from './test-telemetry.ts';
