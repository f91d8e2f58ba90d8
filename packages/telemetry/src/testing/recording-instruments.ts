import { type Instruments, type LabelsOf, METRICS, type MetricName, type MetricSpec } from '@qt/catalogue';

type Labels = Readonly<Record<string, unknown>>;

interface Recorded {
  readonly labels: Labels;
  /** What was recorded, in order: added values, observations, or the one latest value of a gauge. */
  values: number[];
}

export interface RecordingInstruments {
  /** Every handle of the catalogue. */
  readonly instruments: Instruments;
  /**
   * A counter's sum over every series whose labels include these, or a gauge's latest value; undefined where no such
   * series exists. Throws when several series of a gauge match.
   */
  value<N extends MetricName>(name: N, labels?: Partial<LabelsOf<N>>): number | undefined;
  /** What a histogram was given, in order, in every series whose labels include these. */
  observations<N extends MetricName>(name: N, labels?: Partial<LabelsOf<N>>): number[];
  /** The label sets that exist. */
  series<N extends MetricName>(name: N): LabelsOf<N>[];
}

/** Instruments that keep what they are given, for tests: labels are kept as they come, nothing is dropped. */
export function recordingInstruments(): RecordingInstruments {
  const metrics = new Map<string, ReturnType<typeof recordingMetric>>(
    Object.entries<MetricSpec>(METRICS).map(([name, { kind }]) => [name, recordingMetric(kind)]),
  );
  const matching = (name: MetricName, wanted: Labels = {}) => metrics.get(name)?.matching(wanted) ?? [];
  const handles = Object.fromEntries([...metrics].map(([name, { handle }]) => [name, handle]));
  return {
    instruments: handles as unknown as Instruments,
    value(name, labels) {
      const found = matching(name, labels);
      if (found.length === 0) return undefined;
      if (METRICS[name].kind !== 'gauge') return found.flatMap(({ values }) => values).reduce((a, b) => a + b, 0);
      if (found.length > 1) throw new Error(`${name}: expected one series, actual ${found.length}: ${json(found)}`);
      return found[0]?.values[0];
    },
    observations: (name, labels) => matching(name, labels).flatMap(({ values }) => values),
    series: <N extends MetricName>(name: N) => matching(name).map(({ labels }) => labels as LabelsOf<N>),
  };
}

function recordingMetric(kind: MetricSpec['kind']) {
  let recorded: Recorded[] = [];
  let read: (() => Iterable<readonly [number, Labels]>) | undefined;

  const find = (labels: Labels = {}) => {
    const known = recorded.find((one) => includes(one.labels, labels) && includes(labels, one.labels));
    if (known !== undefined) return known;
    const fresh: Recorded = { labels: { ...labels }, values: [] };
    recorded.push(fresh);
    return fresh;
  };
  const set = (value: number, labels?: Labels) => {
    find(labels).values = [value];
  };
  const append = (value: number, labels?: Labels) => {
    find(labels).values.push(value);
  };
  const end = (labels: Labels) => {
    recorded = recorded.filter((one) => !includes(one.labels, labels));
  };
  const handles = {
    counter: {
      add: append,
      declare: find,
      bind(labels?: Labels) {
        find(labels);
        return { add: (value: number) => append(value, labels) };
      },
    },
    histogram: {
      record: append,
      declare: find,
      end,
      bind(labels?: Labels) {
        find(labels);
        return { record: (value: number) => append(value, labels) };
      },
    },
    gauge: {
      set,
      bind: (labels?: Labels) => ({ set: (value: number) => set(value, labels) }),
      end,
      observe: (reading: typeof read) => {
        read = reading;
      },
    },
  };
  return {
    handle: handles[kind],
    matching(wanted: Labels): Recorded[] {
      if (read !== undefined) recorded = Array.from(read(), ([value, labels]) => ({ labels, values: [value] }));
      return recorded.filter((one) => includes(one.labels, wanted));
    },
  };
}

function includes(labels: Labels, wanted: Labels): boolean {
  return Object.entries(wanted).every(([name, value]) => value === undefined || labels[name] === value);
}

const json = (recorded: readonly Recorded[]) => JSON.stringify(recorded.map(({ labels }) => labels));
