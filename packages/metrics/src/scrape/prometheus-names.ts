import { DataPointType, type MetricData } from '@opentelemetry/sdk-metrics';

/** As Prometheus' translation of OTLP writes units; others are kept. */
const UNITS: Readonly<Record<string, string>> = {
  d: 'days',
  h: 'hours',
  min: 'minutes',
  s: 'seconds',
  ms: 'milliseconds',
  us: 'microseconds',
  ns: 'nanoseconds',
  By: 'bytes',
  KiBy: 'kibibytes',
  MiBy: 'mebibytes',
  GiBy: 'gibibytes',
  TiBy: 'tibibytes',
  KBy: 'kilobytes',
  MBy: 'megabytes',
  GBy: 'gigabytes',
  TBy: 'terabytes',
  m: 'meters',
  V: 'volts',
  A: 'amperes',
  J: 'joules',
  W: 'watts',
  g: 'grams',
  Cel: 'celsius',
  Hz: 'hertz',
  '1': '',
  '%': 'percent',
};

/** What a unit is divided by. */
const PER: Readonly<Record<string, string>> = {
  s: 'second',
  m: 'minute',
  h: 'hour',
  d: 'day',
  w: 'week',
  mo: 'month',
  y: 'year',
};

/** The name that Prometheus would give a metric received by OTLP, so that a scrape and a push agree. */
export function familyNameOf({ descriptor, ...metric }: MetricData): string {
  const parts = wordsOf(descriptor.name);
  const isCounter = metric.dataPointType === DataPointType.SUM && metric.isMonotonic;
  const isRatio = descriptor.unit === '1' && metric.dataPointType === DataPointType.GAUGE;
  const [unit = '', per = ''] = descriptor.unit.split('/', 2);
  const [of, by] = [unitWord(unit, UNITS), unitWord(per, PER)];
  if (of !== '' && !parts.includes(of)) parts.push(...wordsOf(of));
  if (by !== '' && !parts.includes(by)) parts.push('per', ...wordsOf(by));
  const last = isCounter ? 'total' : isRatio ? 'ratio' : undefined;
  const name = last === undefined ? parts : [...parts.filter((part) => part !== last), last];
  const joined = name.join('_');
  return /^[0-9]/.test(joined) ? `_${joined}` : joined;
}

/** Braces make a unit an annotation. */
function unitWord(unit: string, words: Readonly<Record<string, string>>): string {
  const trimmed = unit.trim();
  if (/[{}]/.test(trimmed)) return '';
  return (Object.hasOwn(words, trimmed) ? words[trimmed] : undefined) ?? trimmed;
}

const wordsOf = (text: string) => text.split(/[^a-zA-Z0-9:]+/).filter((word) => word !== '');

/** Names that begin with an underscore are Prometheus' own. */
export function labelNameOf(attribute: string): string {
  const name = attribute.replace(/[^a-zA-Z0-9_]/g, '_');
  if (/^[0-9]/.test(name)) return `key_${name}`;
  return name === '' || name.startsWith('_') ? `key${name}` : name;
}
