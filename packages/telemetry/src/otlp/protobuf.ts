import type { HrTime } from '@opentelemetry/api';
import type { PbfWriter } from 'pbf';

// Field numbers are those of opentelemetry/proto/common/v1/common.proto.

const FIXED64 = 1;

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

function writeKeyValue([key, value]: [string, unknown], out: PbfWriter): void {
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

/** As Unix nanoseconds, which a number cannot hold. */
export function writeTime(out: PbfWriter, field: number, [seconds, nanoseconds]: HrTime): void {
  const time = BigInt(seconds) * 1_000_000_000n + BigInt(nanoseconds);
  out.writeTag(field, FIXED64);
  out.writeFixed32(Number(time & 0xffff_ffffn));
  out.writeFixed32(Number(time >> 32n));
}

export function writeHex(out: PbfWriter, field: number, hex: string): void {
  out.writeBytesField(field, Buffer.from(hex, 'hex'));
}
