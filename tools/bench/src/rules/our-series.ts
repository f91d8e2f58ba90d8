import { METRICS, type MetricSpec, SERVICES, type ServiceName } from '@qt/catalogue';
import { apiRoutes } from '@qt/contracts';

/** Seconds between two samples. */
export const STEP = 15;

/** One series of a service: its name and labels in the text format, and what it grows by each step. */
interface OurSeries {
  readonly text: string;
  readonly kind: 'counter' | 'gauge';
  readonly perStep: number;
}

/** Its value at a time (Unix s): a healthy deployment, in which what is a time is now and the rest is small. */
export function valueAt({ text, kind, perStep }: OurSeries, t: number): number {
  if (kind === 'counter') return ((t / STEP) % 1e7) * perStep;
  if (text.includes('_timestamp_seconds')) return t;
  return text.includes('interval_seconds') ? 60 : 0;
}

/** What an open label may hold in a large deployment. */
const OPEN: Readonly<Record<string, readonly string[]>> = {
  symbol: Array.from({ length: 100 }, (_, n) => `SYM${n}USDT`),
  profile: ['conservative', 'balanced', 'aggressive'],
  route: [...new Set(Object.values(apiRoutes).map(({ path }) => path))],
  method: ['GET'],
  status_code: ['200', '400', '404', '499', '503'],
  model_version: ['m1'],
  http_request_method: ['GET'],
  http_response_status_code: ['200', '503'],
  http_route: [...new Set(Object.values(apiRoutes).map(({ path }) => path))],
};

/** How many processes of a service there are; the API has as many as it takes. */
const REPLICAS: Readonly<Record<ServiceName, number>> = {
  'qt-api': Number.POSITIVE_INFINITY,
  'qt-scheduler': 5,
  'qt-retrain-worker': 5,
  'qt-risk-guard': 5,
  'qt-market-sim': 1,
};

/** So many series as the services export them: the fixed number of processes of the others, the rest APIs. */
export function* ourSeries(count: number): Generator<OurSeries> {
  let left = count;
  for (const service of SERVICES.toSorted((a, b) => REPLICAS[a] - REPLICAS[b])) {
    for (let replica = 0; replica < REPLICAS[service] && left > 0; replica += 1) {
      for (const series of seriesOf(
        service,
        `10.${SERVICES.indexOf(service)}.${Math.floor(replica / 250)}.${replica % 250}:80`,
      )) {
        if (left === 0) return;
        left -= 1;
        yield series;
      }
    }
  }
}

function* seriesOf(job: ServiceName, instance: string): Generator<OurSeries> {
  for (const [name, spec] of Object.entries<MetricSpec>(METRICS)) {
    if (!spec.services.includes(job)) continue;
    for (const labels of labelSets(spec, job)) {
      const series = (suffix: string, more: readonly string[], perStep: number): OurSeries => ({
        text: `${name}${suffix}{${[...labels, ...more, `job="${job}"`, `instance="${instance}"`].join(',')}}`,
        kind: spec.kind === 'gauge' ? 'gauge' : 'counter',
        perStep,
      });
      if (spec.kind !== 'histogram') {
        yield series('', [], spec.kind === 'gauge' ? 0 : 1);
        continue;
      }
      for (const [n, bound] of [...(spec.buckets ?? []), '+Inf'].entries()) {
        yield series('_bucket', [`le="${bound}"`], n + 1);
      }
      yield series('_count', [], (spec.buckets?.length ?? 0) + 1);
      yield series('_sum', [], 1);
    }
  }
}

function metricsOf(job: ServiceName): string[] {
  return Object.entries<MetricSpec>(METRICS).flatMap(([name, { services }]) => (services.includes(job) ? [name] : []));
}

/** Every combination of a metric's labels, within its budget. */
function labelSets({ labels, optionalLabels, budget }: MetricSpec, job: ServiceName): string[][] {
  const open: typeof OPEN = { ...OPEN, metric: metricsOf(job) };
  const all = Object.entries({ ...labels, ...optionalLabels }).reduce<string[][]>(
    (sets, [label, set]) => {
      const values = typeof set === 'string' ? (open[label] ?? ['x']) : set;
      return sets.flatMap((each) => values.map((value) => [...each, `${label}="${value}"`]));
    },
    [[]],
  );
  return all.slice(0, budget);
}
