import { METRICS, type MetricSpec, type ServiceInstruments, type ServiceName, UNMATCHED } from '@qt/catalogue';
import { createMetric } from './create-metric.ts';
import type { CurrentTrace, ExemplarFilter } from './exemplar.ts';
import type { Metric } from './metric.ts';

export interface RegistryOptions<S extends ServiceName> {
  readonly service: S;
  readonly admitted: { readonly symbol: readonly string[]; readonly profile: readonly string[] };
  readonly staging: boolean;
  /** Whether the metrics that OpenTelemetry's conventions name are among them; true by default. */
  readonly conventions?: boolean;
  readonly now: () => number;
  readonly currentTrace?: CurrentTrace;
  readonly exemplarFilter?: ExemplarFilter;
}

/** Every metric that one service emits. */
export interface Registry<S extends ServiceName> {
  readonly instruments: ServiceInstruments<S>;
  readonly metrics: readonly Metric[];
  /** Lets a route template stand in `route` labels. */
  admitRoute(template: string): void;
}

const OVERFLOW = 'qt_telemetry_series_overflow_total';

/** Makes the metrics of one service from the catalogue, their closed series at 0. */
export function createRegistry<S extends ServiceName>(options: RegistryOptions<S>): Registry<S> {
  const { service, staging, now, currentTrace, exemplarFilter, conventions = true } = options;
  const routes = new Set([UNMATCHED as string]);
  const admitted = {
    symbol: new Set(options.admitted.symbol),
    profile: new Set(options.admitted.profile),
    route: routes,
  };
  const specs = Object.entries<MetricSpec>(METRICS).filter(([, spec]) => spec.services.includes(service));

  const make = (name: string, spec: MetricSpec, onOverflow: () => void) =>
    createMetric({ name, spec, admitted, staging, now, onOverflow, currentTrace, exemplarFilter });

  // The overflow counter comes first: making another metric can already overflow. Its own overflow has nowhere to go.
  const overflow = make(OVERFLOW, METRICS[OVERFLOW], () => {});
  const counter = overflow.handle as ServiceInstruments<ServiceName>[typeof OVERFLOW];
  const isEmitted = (spec: MetricSpec) => conventions || spec.convention === undefined;
  for (const [name, spec] of specs) if (isEmitted(spec)) counter.declare({ metric: name });

  const metrics = specs.map(([name, spec]) =>
    name === OVERFLOW ? overflow : make(name, spec, () => counter.add(1, { metric: name })),
  );
  const handles = Object.fromEntries(metrics.map((metric) => [metric.name, metric.handle]));
  return {
    // The one place where the untyped handles meet the types that the same catalogue entry derives.
    instruments: handles as unknown as ServiceInstruments<S>,
    metrics: metrics.filter(({ spec }) => isEmitted(spec)),
    admitRoute: (template) => routes.add(template),
  };
}
