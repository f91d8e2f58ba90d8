/** A copy that does not keep the larger string in memory of which the text is a slice. */
export function flat(text: string): string {
  return Buffer.from(text).toString();
}
