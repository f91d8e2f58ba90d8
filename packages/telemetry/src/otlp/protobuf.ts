import type { HrTime } from '@opentelemetry/api';
import type { PbfWriter } from 'pbf';

// Field numbers are those of opentelemetry/proto/common/v1/common.proto.

const FIXED64 = 1;
const BYTES = 2;

/** pbf 5.1 breaks characters outside the basic plane. */
export function writeText(out: PbfWriter, field: number, text: string): void {
  if (/[\ud800-\udfff]/.test(text)) out.writeBytesField(field, Buffer.from(text));
  else out.writeStringField(field, text);
}

/** Writes attributes as repeated `KeyValue`. */
export function writeAttributes(out: PbfWriter, field: number, attributes: object): void {
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined) out.writeMessage(field, writeKeyValue, [key, value]);
  }
}

/** The content of one `KeyValue`. */
export function writeKeyValue([key, value]: [string, unknown], out: PbfWriter): void {
  writeText(out, 1, key);
  out.writeMessage(2, writeValue, value);
}

function writeValue(value: unknown, out: PbfWriter): void {
  if (typeof value === 'string') writeText(out, 1, value);
  else if (typeof value === 'boolean') out.writeBooleanField(2, value);
  else if (isInt64(value)) out.writeVarintField(3, value);
  else if (typeof value === 'number') out.writeDoubleField(4, value);
  else if (Array.isArray(value)) out.writeMessage(5, writeValues, value);
}

function writeValues(values: readonly unknown[], out: PbfWriter): void {
  for (const value of values) out.writeMessage(1, writeValue, value);
}

function isInt64(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= -(2 ** 63) && (value as number) < 2 ** 63;
}

/** As Unix nanoseconds, which need more than the 53 bits of a number: the seconds are taken in two halves of 16 bits. */
export function writeTime(out: PbfWriter, field: number, [seconds, nanoseconds]: HrTime): void {
  const upper = Math.trunc(seconds / 2 ** 16) * 1e9;
  const lower = (seconds % 2 ** 16) * 1e9 + nanoseconds;
  const low = (upper % 2 ** 16) * 2 ** 16 + (lower % 2 ** 32);
  out.writeTag(field, FIXED64);
  out.writeFixed32(low % 2 ** 32);
  out.writeFixed32(Math.trunc(upper / 2 ** 16) + Math.trunc(lower / 2 ** 32) + Math.trunc(low / 2 ** 32));
}

export function writeHex(out: PbfWriter, field: number, hex: string): void {
  out.writeTag(field, BYTES);
  out.writeVarint(hex.length / 2);
  out.realloc(hex.length / 2);
  for (let at = 0; at < hex.length; at += 2) {
    out.buf[out.pos++] = (hexDigit(hex.charCodeAt(at)) << 4) | hexDigit(hex.charCodeAt(at + 1));
  }
}

/** Of letters, the last three bits count on from 9. */
function hexDigit(code: number): number {
  return code < 0x40 ? code & 15 : (code & 7) + 9;
}
