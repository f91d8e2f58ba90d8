import {
  METRICS,
  type MetricSpec,
  OPERATIONAL,
  type ServiceInstruments,
  type ServiceName,
  UNMATCHED,
} from '@qt/catalogue';
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

export interface Registry<S extends ServiceName> {
  readonly instruments: ServiceInstruments<S>;
  readonly metrics: readonly Metric[];
  /** Admits a route template as a value of `route` labels. */
  admitRoute(template: string): void;
}

const OVERFLOW = 'qt_telemetry_series_overflow_total';

/** Creates the catalogued metrics of one service, their closed series at 0. */
export function createRegistry<S extends ServiceName>(options: RegistryOptions<S>): Registry<S> {
  const { service, staging, now, currentTrace, exemplarFilter, conventions = true } = options;
  const routes = new Set<string>([UNMATCHED, OPERATIONAL]);
  const admitted = {
    symbol: new Set(options.admitted.symbol),
    profile: new Set(options.admitted.profile),
    route: routes,
  };
  const specs = Object.entries<MetricSpec>(METRICS).filter(([, spec]) => spec.services.includes(service));

  const make = (name: string, spec: MetricSpec, onOverflow: () => void) =>
    createMetric({ name, spec, admitted, staging, now, onOverflow, currentTrace, exemplarFilter });

  // First, since creating another metric can already overflow; its own overflow has nowhere to go.
  const overflow = make(OVERFLOW, METRICS[OVERFLOW], () => {});
  const counter = overflow.handle as ServiceInstruments<ServiceName>[typeof OVERFLOW];
  const isEmitted = (spec: MetricSpec) => conventions || spec.convention === undefined;
  for (const [name, spec] of specs) if (isEmitted(spec)) counter.declare({ metric: name });

  const metrics = specs.map(([name, spec]) =>
    name === OVERFLOW ? overflow : make(name, spec, () => counter.add(1, { metric: name })),
  );
  const handles = Object.fromEntries(metrics.map((metric) => [metric.name, metric.handle]));
  return {
    instruments: handles as unknown as ServiceInstruments<S>,
    metrics: metrics.filter(({ spec }) => isEmitted(spec)),
    admitRoute: (template) => routes.add(template),
  };
}
