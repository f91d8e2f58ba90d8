/** One sample line of a scrape. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface ParsedFamily {
  readonly name: string;
  readonly type: string;
  readonly help: string;
  readonly samples: Sample[];
}

const METRIC_NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const SAMPLE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$/s;
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\\\|\\"|\\n)*)"(,|$)/y;
const SUFFIXES: Readonly<Record<string, readonly string[]>> = {
  histogram: ['_bucket', '_sum', '_count'],
  counter: ['', '_total'],
  info: ['_info'],
  gauge: [''],
};

/**
 * Reads a scrape, Prometheus text or OpenMetrics, more strictly than Prometheus does.
 *
 * @throws naming the line: for a sample outside its family, a family or series that stands twice, a broken label, a
 * histogram whose buckets do not add up, and a missing end.
 */
export function parseExposition(text: string): ParsedFamily[] {
  if (!text.endsWith('\n')) throw new Error('expected a newline at the end');
  const families = new Map<string, ParsedFamily>();
  const series = new Set<string>();
  let current: ParsedFamily | undefined;
  let help: { name: string; text: string } | undefined;
  for (const [index, line] of text.slice(0, -1).split('\n').entries()) {
    const fail = (reason: string): never => {
      throw new Error(`line ${index + 1}: ${reason}: ${line}`);
    };
    const comment = /^# (HELP|TYPE) (\S+) (.*)$/s.exec(line);
    if (comment !== null) {
      const [, keyword, name = '', rest = ''] = comment;
      if (!METRIC_NAME.test(name)) fail('bad metric name');
      if (keyword === 'HELP') {
        help = { name, text: rest };
        continue;
      }
      if (!(rest in SUFFIXES)) fail('unknown type');
      if (families.has(name)) fail('a family stands twice');
      if (help?.name !== name) fail('a TYPE without its HELP');
      current = { name, type: rest, help: help?.text ?? '', samples: [] };
      families.set(name, current);
      continue;
    }
    if (line === '# EOF') continue;
    const sample = SAMPLE.exec(line);
    if (sample === null || current === undefined) return fail('no sample of a family');
    const [, name = '', labels = '', value = ''] = sample;
    const { name: family, type, samples } = current;
    if (!SUFFIXES[type]?.some((suffix) => name === family + suffix)) fail(`not of the family ${family}`);
    const parsed = { name, labels: parseLabels(labels, fail), value: parseValue(value, fail) };
    const identity = `${name}${JSON.stringify(Object.entries(parsed.labels).sort())}`;
    if (series.has(identity)) fail('a series stands twice');
    series.add(identity);
    samples.push(parsed);
  }
  for (const family of families.values()) checkFamily(family);
  return [...families.values()];
}

function parseLabels(text: string, fail: (reason: string) => never): Record<string, string> {
  const labels: Record<string, string> = {};
  LABEL.lastIndex = 0;
  while (LABEL.lastIndex < text.length) {
    const at = LABEL.lastIndex;
    const [, name = '', value = ''] = LABEL.exec(text) ?? fail(`bad label at ${at}`);
    if (name in labels) fail(`the label ${name} stands twice`);
    labels[name] = value.replace(/\\(.)/g, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped));
  }
  return labels;
}

function parseValue(text: string, fail: (reason: string) => never): number {
  if (text === '+Inf') return Infinity;
  if (text === '-Inf') return -Infinity;
  if (!/^-?[0-9]+(\.[0-9]+)?(e[+-]?[0-9]+)?$/.test(text)) return fail('bad value');
  return Number(text);
}

function checkFamily({ name, type, samples }: ParsedFamily): void {
  if (samples.length === 0) throw new Error(`${name}: expected samples, actual none`);
  if (type === 'counter' && samples.some(({ value }) => value < 0)) throw new Error(`${name}: a negative counter`);
  if (type !== 'histogram') return;
  const groups = Map.groupBy(samples, ({ labels: { le, ...labels } }) => JSON.stringify(labels));
  for (const [labels, group] of groups) {
    const buckets = group.filter((sample) => sample.name === `${name}_bucket`);
    const bounds = buckets.map((bucket) => (bucket.labels['le'] === '+Inf' ? Infinity : Number(bucket.labels['le'])));
    const counts = buckets.map((bucket) => bucket.value);
    const count = group.find((sample) => sample.name === `${name}_count`)?.value;
    const rises = (values: number[]) => values.every((value, at) => at === 0 || value >= (values[at - 1] ?? 0));
    if (!rises(bounds) || bounds.at(-1) !== Infinity) throw new Error(`${name}${labels}: bad bounds ${bounds}`);
    if (!rises(counts) || counts.at(-1) !== count) throw new Error(`${name}${labels}: buckets do not add up`);
    if (!group.some((sample) => sample.name === `${name}_sum`)) throw new Error(`${name}${labels}: no sum`);
  }
}
