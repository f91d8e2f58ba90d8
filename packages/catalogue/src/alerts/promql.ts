/** A query whose layout follows the source: common indentation and outer blank lines are removed. */
export function promql(parts: TemplateStringsArray, ...values: readonly (string | number)[]): string {
  const text = String.raw({ raw: parts }, ...values);
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const indent = Math.min(...lines.map((line) => line.length - line.trimStart().length));
  return lines.map((line) => line.slice(indent).trimEnd()).join('\n');
}

/**
 * The increase of counters over a window, exact: no extrapolation, so that a share of counts is the share that was
 * counted. Each step of 15 s adds its difference, or after a reset the whole new value.
 */
export function exactIncrease(selector: string, window: string): string {
  return `sum_over_time(((${selector} - ${selector} offset 15s) >= 0 or 0 + (${selector} and ${selector} offset 15s))[${window}:15s])`;
}
