export { type RecordingInstruments, recordingInstruments } from './recording-instruments.ts';
export { type RecordedLine, type RecordingLog, recordingLog } from './recording-log.ts';
