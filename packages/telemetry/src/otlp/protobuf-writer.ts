import type { HrTime } from '@opentelemetry/api';

const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;

/** Bytes that a nested message's length takes: as a varint with leading zeros, since it is known only afterwards. */
const LENGTH_BYTES = 4;
/** Up to here, a loop over ASCII is faster than asking for an encoder. */
const SHORT = 48;

/** A writer that is used again keeps at most this much memory. */
const MOST_KEPT = 1024 * 1024;

/** Writes a protobuf message into a buffer that grows. Numbers of fields are the caller's. */
export class ProtobufWriter {
  #buffer: Buffer;
  #at = 0;

  constructor(expectedBytes = 16 * 1024) {
    this.#buffer = Buffer.allocUnsafe(expectedBytes);
  }

  /** In bytes. */
  get length(): number {
    return this.#at;
  }

  /** What is written so far; not a copy. */
  written(): Uint8Array {
    return this.#buffer.subarray(0, this.#at);
  }

  /** Begins anew, in the same memory: what `written` gave is overwritten. */
  clear(): void {
    this.#at = 0;
    if (this.#buffer.length > MOST_KEPT) this.#buffer = Buffer.allocUnsafe(0);
  }

  /** Whole fields, written elsewhere. */
  append(fields: Uint8Array): void {
    this.#need(fields.length);
    this.#buffer.set(fields, this.#at);
    this.#at += fields.length;
  }

  varint(field: number, value: number): void {
    this.#need(15);
    this.#tag(field, VARINT);
    this.#varint(value);
  }

  /** A whole number of either sign: a negative one is its two's complement. */
  int64(field: number, value: number): void {
    if (value >= 0 && value <= Number.MAX_SAFE_INTEGER) {
      this.varint(field, value);
      return;
    }
    this.#need(15);
    this.#tag(field, VARINT);
    let rest = BigInt.asUintN(64, BigInt(value));
    for (; rest > 127n; rest >>= 7n) this.#buffer[this.#at++] = Number(rest & 127n) | 128;
    this.#buffer[this.#at++] = Number(rest);
  }

  double(field: number, value: number): void {
    this.#need(13);
    this.#tag(field, FIXED64);
    this.#at = this.#buffer.writeDoubleLE(value, this.#at);
  }

  fixed32(field: number, value: number): void {
    this.#need(9);
    this.#tag(field, FIXED32);
    this.#at = this.#buffer.writeUInt32LE(value, this.#at);
  }

  /** A whole number of 0 or more. */
  fixed64(field: number, value: number): void {
    this.#need(13);
    this.#tag(field, FIXED64);
    this.#fixed64(value >>> 0, Math.trunc(value / 2 ** 32));
  }

  /** Unix nanoseconds, which need more than the 53 bits of a number: the seconds are taken in two halves of 16 bits. */
  time(field: number, [seconds, nanoseconds]: HrTime): void {
    const upper = Math.trunc(seconds / 2 ** 16) * 1e9;
    const lower = (seconds % 2 ** 16) * 1e9 + nanoseconds;
    const low = (upper % 2 ** 16) * 2 ** 16 + (lower % 2 ** 32);
    const high = Math.trunc(upper / 2 ** 16) + Math.trunc(lower / 2 ** 32) + Math.trunc(low / 2 ** 32);
    this.#need(13);
    this.#tag(field, FIXED64);
    this.#fixed64(low % 2 ** 32, high);
  }

  string(field: number, text: string): void {
    this.#need(text.length * 3 + 10);
    this.#tag(field, BYTES);
    if (text.length < SHORT && this.#shortAscii(text)) return;
    const from = this.#at + LENGTH_BYTES;
    const length = this.#buffer.write(text, from);
    this.#length(this.#at, length);
    this.#at = from + length;
  }

  bytes(field: number, bytes: Uint8Array): void {
    this.#need(bytes.length + 10);
    this.#tag(field, BYTES);
    this.#varint(bytes.length);
    this.#buffer.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  /** Bytes that are given as an even number of hexadecimal digits. */
  hexBytes(field: number, hex: string): void {
    const length = hex.length / 2;
    this.#need(length + 10);
    this.#tag(field, BYTES);
    this.#varint(length);
    for (let at = 0; at < hex.length; at += 2) {
      this.#buffer[this.#at++] = (hexDigit(hex.charCodeAt(at)) << 4) | hexDigit(hex.charCodeAt(at + 1));
    }
  }

  packedDoubles(field: number, values: readonly number[]): void {
    this.#need(values.length * 8 + 10);
    this.#tag(field, BYTES);
    this.#varint(values.length * 8);
    for (const value of values) this.#at = this.#buffer.writeDoubleLE(value, this.#at);
  }

  packedFixed64(field: number, values: readonly number[]): void {
    this.#need(values.length * 8 + 10);
    this.#tag(field, BYTES);
    this.#varint(values.length * 8);
    for (const value of values) this.#fixed64(value >>> 0, Math.trunc(value / 2 ** 32));
  }

  message(field: number, write: () => void): void {
    const begun = this.begin(field);
    write();
    this.end(begun);
  }

  /** The same as `message` where one is written so often that a function for each would cost: gives what `end` takes. */
  begin(field: number): number {
    this.#need(LENGTH_BYTES + 5);
    this.#tag(field, BYTES);
    this.#at += LENGTH_BYTES;
    return this.#at;
  }

  end(begun: number): void {
    this.#length(begun - LENGTH_BYTES, this.#at - begun);
  }

  #tag(field: number, type: number): void {
    this.#varint(field * 8 + type);
  }

  #fixed64(low: number, high: number): void {
    this.#at = this.#buffer.writeUInt32LE(low, this.#at);
    this.#at = this.#buffer.writeUInt32LE(high, this.#at);
  }

  #varint(value: number): void {
    let rest = value;
    while (rest > 127) {
      this.#buffer[this.#at++] = (rest & 127) | 128;
      rest = Math.trunc(rest / 128);
    }
    this.#buffer[this.#at++] = rest;
  }

  /** Length and text, or nothing where there is more than ASCII. */
  #shortAscii(text: string): boolean {
    const from = this.#at + 1;
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code > 127) return false;
      this.#buffer[from + at] = code;
    }
    this.#buffer[this.#at] = text.length;
    this.#at = from + text.length;
    return true;
  }

  #length(at: number, length: number): void {
    for (let byte = 0; byte < LENGTH_BYTES; byte++) {
      const more = byte < LENGTH_BYTES - 1 ? 128 : 0;
      this.#buffer[at + byte] = ((length >>> (7 * byte)) & 127) | more;
    }
  }

  #need(bytes: number): void {
    if (this.#at + bytes <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.#at + bytes));
    this.#buffer.copy(larger, 0, 0, this.#at);
    this.#buffer = larger;
  }
}

/** The value of a hexadecimal digit, given as its code in ASCII: of letters, the last three bits count on from 9. */
function hexDigit(code: number): number {
  return code < 0x40 ? code & 15 : (code & 7) + 9;
}
