import { EVENTS, METRICS, type MetricSpec, PROVIDER_SPANS, SPAN_FAMILIES, SPANS } from '@qt/catalogue';
import type { Series } from '@qt/test-kit';

/** What is seen of the catalogue: `metric`, `metric{label="value"}`, `event x` or `span x`. */
export type Sighting = string;

const specs = Object.entries<MetricSpec>(METRICS);
const labelled = (metric: string, label: string, value: string): Sighting => `${metric}{${label}="${value}"}`;

/** Each metric, and each value of each label with a closed set. */
export const DECLARED_METRICS: readonly Sighting[] = specs.flatMap(([metric, { labels }]) => [
  metric,
  ...Object.entries(labels).flatMap(([label, set]) =>
    Array.isArray(set) ? set.map((value: string) => labelled(metric, label, value)) : [],
  ),
]);
export const DECLARED_EVENTS: readonly Sighting[] = Object.keys(EVENTS).map((event) => `event ${event}`);
export const DECLARED_SPANS: readonly Sighting[] = [
  ...[...Object.keys(SPANS), ...PROVIDER_SPANS].map((name) => `span ${name}`),
  ...SPAN_FAMILIES.map(({ name }) => `span ${name}`),
];

export interface Seen {
  readonly seen: ReadonlySet<Sighting>;
  /** What the catalogue does not have: names, labels, and values outside a closed set. */
  readonly undeclared: readonly string[];
}

/**
 * What these series say, each with its largest value as its only sample. A counter or histogram is seen once it has
 * counted something; a gauge is seen once it is there.
 */
export function seenIn(series: readonly Series[]): Seen {
  const seen = new Set<Sighting>();
  const undeclared: string[] = [];
  for (const { labels: all, samples } of series) {
    const { __name__: name = '', job: _job, instance: _instance, le: _le, ...labels } = all;
    if (name === 'target_info') continue;
    const [metric, spec] = specs.find(([one, { kind }]) => isSeriesOf(name, one, kind)) ?? [];
    if (metric === undefined || spec === undefined) {
      undeclared.push(name);
      continue;
    }
    undeclared.push(...unknownLabels(metric, spec, labels));
    if (spec.kind === 'gauge' || (samples[0]?.[1] ?? 0) > 0) {
      seen.add(metric);
      for (const [label, value] of Object.entries(labels)) seen.add(labelled(metric, label, value));
    }
  }
  return { seen, undeclared: [...new Set(undeclared)] };
}

function isSeriesOf(name: string, metric: string, kind: MetricSpec['kind']): boolean {
  return kind === 'histogram' ? name.replace(/_(bucket|sum|count)$/, '') === metric : name === metric;
}

function unknownLabels(metric: string, spec: MetricSpec, labels: Readonly<Record<string, string>>): string[] {
  const { labels: always, optionalLabels: optional = {} } = spec;
  const lacking = Object.keys(always).filter((label) => !(label in labels));
  const extra = Object.keys(labels).filter((label) => !(label in always) && !(label in optional));
  const outside = Object.entries(labels).filter(([label, value]) => {
    const set = always[label] ?? optional[label];
    return Array.isArray(set) && !set.includes(value);
  });
  return [
    ...lacking.map((label) => `${metric} without ${label}`),
    ...extra.map((label) => `${metric} with ${label}`),
    ...outside.map(([label, value]) => labelled(metric, label, value)),
  ];
}

/** The named events of log lines. */
export function eventsIn(lines: readonly { readonly event?: unknown }[]): Seen {
  const names = [...new Set(lines.flatMap(({ event }) => (typeof event === 'string' && event !== '' ? [event] : [])))];
  return {
    seen: new Set(names.map((name) => `event ${name}`)),
    // Those of the supervisor are its own.
    undeclared: names.filter((name) => !(name in EVENTS) && !/^(supervisor|process)\./.test(name)),
  };
}

interface Span {
  readonly name: string;
  readonly kind: number;
  readonly attributes?: readonly { readonly key: string }[];
}
interface Export {
  readonly resourceSpans: readonly { readonly scopeSpans: readonly { readonly spans: readonly Span[] }[] }[];
}

const INTERNAL = 1;
const KINDS = { server: 2, client: 3 } as const;

/** The spans that a Collector has written to a file, one export a line. */
export function spansIn(text: string): Seen {
  const seen = new Set<Sighting>();
  const undeclared = new Set<string>();
  const exports = text.split('\n').filter((line) => line.endsWith('}'));
  const spans = exports.flatMap((line) =>
    (JSON.parse(line) as Export).resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)),
  );
  for (const { name, kind, attributes = [] } of spans) {
    const has = (attribute: string) => attributes.some(({ key }) => key === attribute);
    const family = SPAN_FAMILIES.find((one) => KINDS[one.kind] === kind && has(one.attribute) && !has('qt.provider'));
    const declared =
      kind === INTERNAL ? name in SPANS : has('qt.provider') && PROVIDER_SPANS.some((one) => one === name);
    if (declared) seen.add(`span ${name}`);
    else if (kind !== INTERNAL && family !== undefined) seen.add(`span ${family.name}`);
    else undeclared.add(name);
  }
  return { seen, undeclared: [...undeclared] };
}
