/** The same text on its own: as a slice or a rope it would keep in memory what it was made of. For texts that stay. */
export function flat(text: string): string {
  return Buffer.from(text).toString();
}
