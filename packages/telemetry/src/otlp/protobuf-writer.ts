const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;

/** Bytes that a nested message's length takes: as a varint with leading zeros, since it is known only afterwards. */
const LENGTH_BYTES = 4;

/** Writes a protobuf message into a buffer that grows. Numbers of fields are the caller's. */
export class ProtobufWriter {
  #buffer = Buffer.allocUnsafe(16 * 1024);
  #at = 0;

  finish(): Uint8Array {
    return this.#buffer.subarray(0, this.#at);
  }

  varint(field: number, value: number): void {
    this.#need(15);
    this.#tag(field, VARINT);
    this.#varint(value);
  }

  double(field: number, value: number): void {
    this.#need(13);
    this.#tag(field, FIXED64);
    this.#at = this.#buffer.writeDoubleLE(value, this.#at);
  }

  /** An unsigned 64-bit number out of two halves. */
  fixed64(field: number, low: number, high: number): void {
    this.#need(13);
    this.#tag(field, FIXED64);
    this.#fixed64(low, high);
  }

  string(field: number, text: string): void {
    const most = text.length * 3;
    this.#need(most + 10);
    this.#tag(field, BYTES);
    // The length goes first and is only known for plain ASCII.
    const from = this.#at + LENGTH_BYTES;
    const length = this.#buffer.write(text, from);
    this.#length(this.#at, length);
    this.#at = from + length;
  }

  hexBytes(field: number, hex: string): void {
    const length = hex.length / 2;
    this.#need(length + 10);
    this.#tag(field, BYTES);
    this.#varint(length);
    this.#at += this.#buffer.write(hex, this.#at, 'hex');
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
    this.#need(LENGTH_BYTES + 5);
    this.#tag(field, BYTES);
    const lengthAt = this.#at;
    this.#at += LENGTH_BYTES;
    write();
    this.#length(lengthAt, this.#at - lengthAt - LENGTH_BYTES);
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
