import { parseConfigFile } from '@opentelemetry/configuration';
import { getStringFromEnv } from '@opentelemetry/core';
import { warnOf } from './environment.ts';

const SIGNALS: Readonly<Record<string, string>> = {
  tracer_provider: 'TRACES',
  meter_provider: 'METRICS',
  logger_provider: 'LOGS',
};
const EXPORTER = /^(\w+)\/(?:processors\/batch|readers\/periodic)\/exporter\/otlp_(http|grpc)(?:\/(.+))?$/;
const BATCH = /^(tracer|logger)_provider\/processors\/batch\/(\w+)$/;
const LIMIT = /^(?:(tracer|logger)_provider\/limits|attribute_limits)\/(event_|link_)?(\w+)$/;
const TLS: Readonly<Record<string, string>> = {
  'tls/ca_file': 'CERTIFICATE',
  'tls/cert_file': 'CLIENT_CERTIFICATE',
  'tls/key_file': 'CLIENT_KEY',
  'tls/insecure': 'INSECURE',
};
const OTHERS: Readonly<Record<string, string>> = {
  disabled: 'OTEL_SDK_DISABLED',
  log_level: 'OTEL_LOG_LEVEL',
  'resource/attributes': 'OTEL_RESOURCE_ATTRIBUTES',
  'resource/attributes_list': 'OTEL_RESOURCE_ATTRIBUTES',
  'propagator/composite_list': 'OTEL_PROPAGATORS',
  'meter_provider/readers/periodic/interval': 'OTEL_METRIC_EXPORT_INTERVAL',
  'meter_provider/readers/periodic/timeout': 'OTEL_METRIC_EXPORT_TIMEOUT',
  'meter_provider/readers/pull/exporter/prometheus/development/host': 'OTEL_EXPORTER_PROMETHEUS_HOST',
  'meter_provider/readers/pull/exporter/prometheus/development/port': 'OTEL_EXPORTER_PROMETHEUS_PORT',
  'meter_provider/exemplar_filter': 'OTEL_METRICS_EXEMPLAR_FILTER',
};
const RATIO = 'trace_id_ratio_based/ratio';

/**
 * Replaces all `OTEL_…` by what `OTEL_CONFIG_FILE` says, if it is set, and warns of what has no variable here. Returns a
 * function that restores the environment.
 */
export function applyConfigFile(): () => void {
  const file = getStringFromEnv('OTEL_CONFIG_FILE');
  if (file === undefined) return () => {};
  const before = Object.entries(process.env).filter(([variable]) => variable.startsWith('OTEL_'));
  try {
    const variables = variablesOf(parseConfigFile(file));
    for (const [variable] of before) delete process.env[variable];
    Object.assign(process.env, variables);
    return () => {
      for (const variable of Object.keys(variables)) delete process.env[variable];
      Object.assign(process.env, Object.fromEntries(before));
    };
  } catch (error) {
    warnOf('OTEL_CONFIG_FILE', 'a file that can be read', (error as Error).message, 'going by the other variables');
    return () => {};
  }
}

function variablesOf(model: object): Record<string, string> {
  const variables: Record<string, string> = {};
  const add = (variable: string, value: string) => {
    const known = variables[variable];
    variables[variable] = known === undefined ? value : `${known},${value}`;
  };
  for (const [provider, signal] of Object.entries(SIGNALS)) {
    if (!(provider in model)) add(`OTEL_${signal}_EXPORTER`, 'none');
  }
  for (const [path, value] of leavesOf(model)) {
    const [, provider = '', transport, key] = EXPORTER.exec(path) ?? [];
    const [, batches, batch = ''] = BATCH.exec(path) ?? [];
    const [, limited, part = '', limit = ''] = LIMIT.exec(path) ?? [];
    const [, composite] = /^propagator\/composite\/(\w+)$/.exec(path) ?? [];
    const sampler = path.startsWith('tracer_provider/sampler/') ? path.slice(24) : undefined;
    const other = OTHERS[path];
    if (transport !== undefined) {
      const signal = SIGNALS[provider] as string;
      if (variables[`OTEL_${signal}_EXPORTER`]?.includes('otlp') !== true) {
        add(`OTEL_${signal}_EXPORTER`, 'otlp');
        variables[`OTEL_EXPORTER_OTLP_${signal}_PROTOCOL`] = transport === 'grpc' ? 'grpc' : 'http/protobuf';
      }
      if (key === 'encoding') variables[`OTEL_EXPORTER_OTLP_${signal}_PROTOCOL`] = `http/${value}`;
      else if (key !== undefined) add(`OTEL_EXPORTER_OTLP_${signal}_${nameOf(key)}`, value.replace(/^low_m/, 'lowm'));
    } else if (batches !== undefined)
      add(`OTEL_${batches === 'tracer' ? 'BSP' : 'BLRP'}_${batch.toUpperCase()}`, value);
    else if (limit !== '') add(`OTEL_${limitPrefix(limited, part, limit)}${limit.toUpperCase()}`, value);
    else if (composite !== undefined) add('OTEL_PROPAGATORS', composite);
    else if (sampler !== undefined) addSampler(sampler, value, add);
    else if (other === undefined)
      warnOf('OTEL_CONFIG_FILE', 'what docs/opentelemetry.md lists', path, 'leaving it out');
    else {
      add(other, value);
      if (other.includes('PROMETHEUS_PORT')) add('OTEL_METRICS_EXPORTER', 'prometheus');
    }
  }
  return variables;
}

const nameOf = (key: string) => TLS[key] ?? key.replace('headers_list', 'headers').toUpperCase();

function limitPrefix(limited: string | undefined, part: string, limit: string): string {
  if (part !== '') return limit.startsWith('attribute') ? part.toUpperCase() : `SPAN_${part.toUpperCase()}`;
  return limited === undefined ? '' : limited === 'tracer' ? 'SPAN_' : 'LOGRECORD_';
}

function addSampler(path: string, value: string, add: (variable: string, value: string) => void): void {
  const inner = path.replace(/^parent_based\/root\//, '');
  const name = inner === RATIO ? 'traceidratio' : inner;
  if (!/^(always_on|always_off|traceidratio)$/.test(name)) {
    warnOf('OTEL_CONFIG_FILE', 'a sampler of always_on, always_off, trace_id_ratio_based', path, 'leaving it out');
    return;
  }
  add('OTEL_TRACES_SAMPLER', inner === path ? name : `parentbased_${name}`);
  if (inner === RATIO) add('OTEL_TRACES_SAMPLER_ARG', value);
}

/** Path and text of each value. Lists do not show in paths; a list of names and values is one value. */
function* leavesOf(value: unknown, path: readonly string[] = []): Generator<[path: string, value: string]> {
  if (Array.isArray(value) && value.every((entry) => 'name' in Object(entry) && 'value' in Object(entry))) {
    const pairs = value.map((entry) => [entry.name, entry.value ?? ''].map(encodeURIComponent).join('='));
    yield [path.join('/'), pairs.join(',')];
  } else if (Array.isArray(value)) {
    for (const entry of value) yield* leavesOf(entry, path);
  } else if (typeof value === 'object' && value !== null && Object.keys(value).length > 0) {
    for (const [key, inner] of Object.entries(value)) yield* leavesOf(inner, [...path, key]);
    if (/^otlp_/.test(path.at(-1) ?? '')) yield [path.join('/'), ''];
  } else {
    yield [path.join('/'), typeof value === 'object' ? '' : String(value)];
  }
}
