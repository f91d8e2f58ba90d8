import { gunzipSync } from 'node:zlib';
import { strFromU8, unzipSync } from 'fflate';
import { parseRecording, type Recording } from './parse-recording.ts';
import { RecordingUnusable } from './recording-unusable.ts';

/** The candles of a file's bytes: CSV, or one CSV file in gzip or zip. Throws RecordingUnusable, or why it cannot be unpacked. */
export function readRecording(bytes: Uint8Array): Recording {
  return parseRecording(new TextDecoder('utf-8', { ignoreBOM: true }).decode(unpacked(bytes)));
}

function unpacked(bytes: Uint8Array): Uint8Array {
  const opening = strFromU8(bytes.subarray(0, 4), true);
  if (opening.startsWith('\x1f\x8b')) return gunzipSync(bytes);
  if (!opening.startsWith('PK\x03\x04')) return bytes;
  const files = Object.entries(unzipSync(bytes)).filter(([name]) => name.endsWith('.csv'));
  const [only] = files;
  if (only === undefined || files.length > 1) {
    throw new RecordingUnusable('the archive', 'one .csv file', `${files.length}`);
  }
  return only[1];
}
