import { DataPointType, type MetricData } from '@opentelemetry/sdk-metrics';

/** How Prometheus' translation of OTLP writes the units of instruments that are not the catalogue's; others as they are. */
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

/**
 * The name that Prometheus would make of a metric that it gets by OTLP. The catalogue's names have no unit and pass
 * unchanged; instruments of other libraries get the same name on a scrape as on a push.
 */
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

/** A unit in braces is a note, not a unit. */
function unitWord(unit: string, words: Readonly<Record<string, string>>): string {
  const trimmed = unit.trim();
  if (/[{}]/.test(trimmed)) return '';
  return (Object.hasOwn(words, trimmed) ? words[trimmed] : undefined) ?? trimmed;
}

const wordsOf = (text: string) => text.split(/[^a-zA-Z0-9:]+/).filter((word) => word !== '');

/** A label that Prometheus takes: names that begin with an underscore are its own. */
export function labelNameOf(attribute: string): string {
  const name = attribute.replace(/[^a-zA-Z0-9_]/g, '_');
  if (/^[0-9]/.test(name)) return `key_${name}`;
  return name === '' || name.startsWith('_') ? `key${name}` : name;
}
