/** Prometheus text 0.0.4, or OpenMetrics 1.0.0 without `_created`, which Prometheus would store as series. */
export type Format = 'text' | 'openmetrics';

export type FamilyType = 'counter' | 'gauge' | 'histogram';

/** The two lines above a family's samples. */
export function familyHead(name: string, type: FamilyType, help: string, format: Format): string {
  const text = help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
  if (format === 'text') return `# HELP ${name} ${text}\n# TYPE ${name} ${type}\n`;
  const family = type === 'counter' ? name.replace(/_total$/, '') : name;
  return `# HELP ${family} ${text.replaceAll('"', '\\"')}\n# TYPE ${family} ${type}\n`;
}

/** The family's name in both formats, and the names of its samples. */
export function namesTakenBy(name: string, type: FamilyType): string[] {
  if (type === 'histogram') return [name, `${name}_bucket`, `${name}_sum`, `${name}_count`];
  return type === 'counter' ? [name, name.replace(/_total$/, '')] : [name];
}

export function escaped(text: string): string {
  if (!/[\\"\n]/.test(text)) return text;
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

export function numeral(value: number): string {
  if (value === Infinity) return '+Inf';
  return value === -Infinity ? '-Inf' : String(value);
}

/** OpenMetrics has `1.0` where the older text has `1`; Prometheus 3 stores both as `1.0`. */
export function boundText(upper: number | undefined, format: Format): string {
  if (upper === undefined) return '+Inf';
  return format === 'openmetrics' && Number.isInteger(upper) ? upper.toFixed(1) : String(upper);
}
