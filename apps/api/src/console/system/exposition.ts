/** A line of a scrape. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const SAMPLE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/;
const LABEL = /(\w+)="((?:[^"\\]|\\.)*)"/g;

/**
 * The samples of the wanted names in Prometheus' text format 0.0.4, whose names and values need no escapes here: they are
 * route templates, bounds and the catalogue's own words.
 */
export function samplesOf(text: string, wanted: (name: string) => boolean): Sample[] {
  const samples: Sample[] = [];
  for (const line of text.split('\n')) {
    const end = line.search(/[{ ]/);
    if (end < 1 || !wanted(line.slice(0, end))) continue;
    const [, name = '', labels = '', value] = SAMPLE.exec(line) ?? [];
    const pairs = [...labels.matchAll(LABEL)].map(([, label, given]) => [label, given]);
    samples.push({ name, labels: Object.fromEntries(pairs), value: Number(value) });
  }
  return samples;
}
