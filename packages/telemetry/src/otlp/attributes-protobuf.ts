import type { ProtobufWriter } from './protobuf-writer.ts';

// Field numbers are those of opentelemetry/proto/common/v1/common.proto.

/** Writes attributes as repeated `KeyValue`. */
export function writeAttributes(out: ProtobufWriter, field: number, attributes: object): void {
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined) out.message(field, () => writeKeyValue(out, key, value));
  }
}

/** The content of one `KeyValue`. */
export function writeKeyValue(out: ProtobufWriter, key: string, value: unknown): void {
  out.string(1, key);
  out.message(2, () => writeValue(out, value));
}

function writeValue(out: ProtobufWriter, value: unknown): void {
  if (typeof value === 'string') out.string(1, value);
  else if (typeof value === 'boolean') out.varint(2, value ? 1 : 0);
  else if (isInt64(value)) out.int64(3, value);
  else if (typeof value === 'number') out.double(4, value);
  else if (Array.isArray(value)) {
    out.message(5, () => {
      for (const one of value) out.message(1, () => writeValue(out, one));
    });
  }
}

function isInt64(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= -(2 ** 63) && (value as number) < 2 ** 63;
}
