import { type LabelSet, METRICS, type MetricSpec } from '@qt/catalogue';
import type { Artefact } from './artefact.ts';
import { HEADER, table } from './markdown.ts';

const BOUNDED_BY: Readonly<Record<Exclude<LabelSet, readonly string[]>, string>> = {
  symbol: 'the configured symbols, else `other`',
  profile: 'the configured profiles, else `other`',
  route:
    "the contract's route templates; `operational`: health, metrics, docs, runbooks, compared books; else `unmatched`",
  budget: 'bounded by the budget',
};

/** `docs/generated/metrics.md`: every metric with its labels, their values, its services and its budget. */
export function metricsReference(): Artefact {
  const specs = Object.entries<MetricSpec>(METRICS);
  const plan = specs.filter(([, spec]) => spec.question === 'plan');
  const beyond = specs.filter(([, spec]) => spec.question !== 'plan');
  const text = [
    HEADER,
    '# Metrics',
    'The same on `/metrics` and by OTLP. Debug labels exist only with `STAGING_MODE=1`. `http_…` are OpenTelemetry’s own: by OTLP `http.server.request.duration` and `http.client.request.duration`, with attributes as its conventions name them.',
    '## Of the plan',
    table(
      ['metric', 'type', 'meaning', 'labels', 'emitted by', 'series'],
      plan.map(([name, spec]) => [
        `\`${name}\``,
        spec.kind,
        spec.help,
        labels(spec),
        services(spec),
        String(spec.budget),
      ]),
    ),
    '## Beyond the plan',
    table(
      ['metric', 'type', 'meaning', 'the question it answers', 'labels', 'emitted by', 'series'],
      beyond.map(([name, spec]) => [
        `\`${name}\``,
        spec.kind,
        spec.help,
        spec.question,
        labels(spec),
        services(spec),
        String(spec.budget),
      ]),
    ),
    '`series` is the series budget of a metric per process; anything beyond it is recorded under `other` and counted in `qt_telemetry_series_overflow_total`.',
  ].join('\n\n');
  return { path: 'docs/generated/metrics.md', text: `${text}\n` };
}

function labels(spec: MetricSpec): string {
  const listed = Object.entries(spec.labels).map(([name, set]) => `\`${name}\`: ${values(set)}`);
  const optional = Object.entries(spec.optionalLabels ?? {}).map(
    ([name, set]) => `where known \`${name}\`: ${values(set)}`,
  );
  const debug = Object.entries(spec.debugLabels ?? {}).map(([name, set]) => `debug \`${name}\`: ${values(set)}`);
  return [...listed, ...optional, ...debug].join('; ') || 'none';
}

function values(set: LabelSet): string {
  return typeof set === 'string' ? BOUNDED_BY[set] : set.map((value) => `\`${value}\``).join(' ');
}

function services(spec: MetricSpec): string {
  return spec.services.map((service) => `\`${service}\``).join(' ');
}
