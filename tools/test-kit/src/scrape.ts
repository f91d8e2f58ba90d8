type Labels = Readonly<Record<string, string>>;

/** One sample of a scrape. */
export interface Sample {
  readonly name: string;
  readonly labels: Labels;
  readonly value: number;
}

const LINE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$/;
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)"/g;

/** A `/metrics` page, read back. */
export class Scrape {
  readonly samples: readonly Sample[];
  /** Metric name → type, as the page declares it. */
  readonly types: ReadonlyMap<string, string>;

  /** @throws Error that names the line which is neither comment nor sample. */
  constructor(text: string) {
    const lines = text.split('\n').filter((line) => line !== '');
    this.samples = lines.filter((line) => !line.startsWith('#')).map(parseSample);
    this.types = new Map(lines.filter((line) => line.startsWith('# TYPE ')).map((line) => pairOf(line)));
  }

  /** Samples of that name whose labels include these. */
  find(name: string, labels: Labels = {}): Sample[] {
    const fits = (sample: Sample) => Object.entries(labels).every(([key, value]) => sample.labels[key] === value);
    return this.samples.filter((sample) => sample.name === name && fits(sample));
  }

  /** The sum of those samples; `undefined` where there is none. */
  sum(name: string, labels: Labels = {}): number | undefined {
    const found = this.find(name, labels);
    return found.length === 0 ? undefined : found.reduce((total, sample) => total + sample.value, 0);
  }
}

function parseSample(line: string): Sample {
  const [, name, labels = '', value] = LINE.exec(line) ?? [];
  if (name === undefined || value === undefined) throw new Error(`expected a sample, actual '${line}'`);
  const pairs = [...labels.matchAll(LABEL)].map(([, key, text]) => [key ?? '', text ?? ''] as const);
  return {
    name,
    labels: Object.fromEntries(pairs),
    value: value === '+Inf' ? Number.POSITIVE_INFINITY : Number(value),
  };
}

function pairOf(line: string): [string, string] {
  const [, , name = '', type = ''] = line.split(' ');
  return [name, type];
}
