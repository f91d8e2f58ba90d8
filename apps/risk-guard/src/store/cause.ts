/** What a failing store said, for people. */
export function cause(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
