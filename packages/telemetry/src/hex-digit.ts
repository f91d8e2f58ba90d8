/** The value of a hexadecimal digit, given as its code in ASCII: of letters, the last three bits count on from 9. */
export function hexDigit(code: number): number {
  return code < 0x40 ? code & 15 : (code & 7) + 9;
}
