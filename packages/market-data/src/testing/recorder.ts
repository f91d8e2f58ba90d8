import type { EventName, Instruments, Log, MetricName } from '@qt/catalogue';

type Labels = Readonly<Record<string, string>>;

/** Instruments and a log that record what they get. */
export interface Recorder {
  readonly instruments: Instruments;
  readonly log: Log;
  /** A counter's sum, a histogram's count or a gauge's value over the series with these labels; undefined: no such series. */
  value(name: MetricName, labels?: Labels): number | undefined;
  /** Fields of the events of one name, in order. */
  events(name: EventName): Readonly<Record<string, unknown>>[];
}

export function recorder(): Recorder {
  const series = new Map<string, { name: string; labels: Labels; value: number }>();
  const logged: { name: string; fields: Record<string, unknown> }[] = [];
  const at = (name: string, labels: Labels = {}) => {
    const key = `${name} ${JSON.stringify(Object.entries(labels).sort())}`;
    const known = series.get(key) ?? { name, labels, value: 0 };
    series.set(key, known);
    return known;
  };
  const handle = (name: string) => ({
    add: (value: number, labels?: Labels) => {
      at(name, labels).value += value;
    },
    record: (_: number, labels?: Labels) => {
      at(name, labels).value += 1;
    },
    set: (value: number, labels?: Labels) => {
      at(name, labels).value = value;
    },
    declare: (labels?: Labels) => void at(name, labels),
  });
  const quiet = () => {};
  return {
    instruments: new Proxy({}, { get: (_, name) => handle(String(name)) }) as Instruments,
    log: {
      event: (name, fields) => void logged.push({ name, fields: { ...fields } }),
      debug: quiet,
      info: quiet,
      warn: quiet,
      error: quiet,
    },
    value: (name, labels = {}) => {
      const wanted = Object.entries(labels);
      const found = [...series.values()].filter(
        (one) => one.name === name && wanted.every(([label, value]) => one.labels[label] === value),
      );
      return found.length === 0 ? undefined : found.reduce((sum, one) => sum + one.value, 0);
    },
    events: (name) => logged.filter((one) => one.name === name).map((one) => one.fields),
  };
}
