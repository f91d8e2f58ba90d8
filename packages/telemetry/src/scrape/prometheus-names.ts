import { DataPointType, type MetricData } from '@opentelemetry/sdk-metrics';

/** The suffixes that Prometheus' translation of OTLP gives to units, for instruments that are not the catalogue's. */
const SUFFIXES: Readonly<Record<string, string>> = {
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
  KBy: 'kilobytes',
  MBy: 'megabytes',
  V: 'volts',
  Cel: 'celsius',
  Hz: 'hertz',
  '%': 'percent',
};

/**
 * The name that Prometheus would make of a metric that it gets by OTLP. The catalogue's names have no unit and pass
 * unchanged; instruments of other libraries get the same name on a scrape as on a push.
 */
export function familyNameOf({ descriptor, ...metric }: MetricData): string {
  const parts = descriptor.name.split(/[^a-zA-Z0-9:]+/).filter((part) => part !== '');
  const isCounter = metric.dataPointType === DataPointType.SUM && metric.isMonotonic;
  const isRatio = descriptor.unit === '1' && metric.dataPointType === DataPointType.GAUGE;
  const suffix = isRatio ? 'ratio' : SUFFIXES[descriptor.unit];
  if (suffix !== undefined && !parts.includes(suffix)) parts.push(suffix);
  const name = isCounter ? [...parts.filter((part) => part !== 'total'), 'total'] : parts;
  const joined = name.join('_');
  return /^[0-9]/.test(joined) ? `_${joined}` : joined;
}

export function labelNameOf(attribute: string): string {
  const name = attribute.replace(/[^a-zA-Z0-9_]/g, '_');
  return /^[0-9]/.test(name) ? `key_${name}` : name;
}
