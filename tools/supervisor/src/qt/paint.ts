const CODES = { red: 31, green: 32, yellow: 33 } as const;

/** The text in a colour where stdout is a terminal, unless `NO_COLOR` is set. */
export function paint(colour: keyof typeof CODES, text: string): string {
  const plain = process.stdout.isTTY !== true || process.env['NO_COLOR'];
  return plain ? text : `\x1b[${CODES[colour]}m${text}\x1b[0m`;
}
