/** How a service's series reach Prometheus. */
export interface Path {
  readonly name: string;
  readonly kind: 'scraped' | 'pushed';
  /** Seconds between two samples. */
  readonly every: number;
  /** The resource's `service.namespace`, which Prometheus puts before the job. */
  readonly namespace?: string;
}

export const SCRAPED: Path = { name: 'scraped every 15 s', kind: 'scraped', every: 15 };
export const PUSHED: Path = { name: 'pushed every 15 s', kind: 'pushed', every: 15 };
export const PUSHED_SLOWLY: Path = { name: 'pushed every 60 s', kind: 'pushed', every: 60, namespace: 'qt' };
export const PATHS: readonly Path[] = [SCRAPED, PUSHED, PUSHED_SLOWLY];

/** A process's life in seconds, its end excluded. One that began before 0 is reported from 0 on. */
export type Life = readonly [from: number, to: number];
export const ALWAYS: readonly Life[] = [[-60, Number.POSITIVE_INFINITY]];

/** The promtool grid: every series has a value, a gap or a stale marker each 15 s. */
export const STEP = 15;

/** The life whose sample is taken at `t`; a push comes a whole period after the start of its process. */
export function reportingLife(path: Path, lives: readonly Life[], t: number): Life | undefined {
  const life = lives.find(([from, to]) => from <= t && t < to);
  if (life === undefined || path.kind === 'scraped') return life;
  const since = t - life[0];
  return since > 0 && since % path.every === 0 ? life : undefined;
}

const PORTS: Readonly<Record<string, number>> = {
  'otel-collector': 8888,
  alertmanager: 9093,
  prometheus: 9090,
  'qt-api': 8000,
  'qt-scheduler': 8001,
  'qt-retrain-worker': 8002,
  'qt-risk-guard': 8003,
  'qt-market-sim': 8010,
};

/** The labels that the path adds to each series of a process: those of the target, or of OTLP's resource. */
export function targetOf(path: Path, job: string, replica = 0): { job: string; instance: string } {
  const instance =
    path.kind === 'scraped'
      ? `10.0.0.${replica + 1}:${PORTS[job]}`
      : `00000000-0000-4000-8000-00000000000${replica + 1}`;
  return { job: path.namespace === undefined ? job : `${path.namespace}/${job}`, instance };
}
