/** Which fields of which messages hold messages: all others are scalars. */
export interface Shape {
  readonly [field: number]: Shape;
}
/** The shape of an attribute, in whatever message. */
export const ATTRIBUTE: Shape = { 2: { 5: { 1: {} } } };

/** A message as its fields, each with its contents in order: the same for whatever writes the same. */
export function decoded(bytes: Buffer, shape: Shape): Record<string, unknown[]> {
  const fields: Record<string, unknown[]> = {};
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let shift = 1; ; shift *= 128) {
      const byte = bytes[at++] as number;
      value += (byte & 127) * shift;
      if (byte < 128) return value;
    }
  };
  const take = (length: number) => {
    at += length;
    return bytes.subarray(at - length, at);
  };
  while (at < bytes.length) {
    const tag = varint();
    const field = tag >>> 3;
    const inner = shape[field];
    const content = (tag & 7) === 0 ? varint() : take((tag & 7) === 1 ? 8 : varint());
    const value =
      typeof content === 'number' ? content : inner === undefined ? content.toString('hex') : decoded(content, inner);
    // 0 is what an absent scalar means.
    if (value !== 0) fields[field] = [...(fields[field] ?? []), value];
  }
  return fields;
}
