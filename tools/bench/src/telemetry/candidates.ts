/** What an HTTP service can be observed with, each the same NestJS 12 on Fastify and the same route. */
export interface Candidate {
  readonly name: string;
  readonly file: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly nodeArgs?: readonly string[];
}

const TENTH = { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.1' };
const AUTO = [
  '--import',
  '@opentelemetry/auto-instrumentations-node/register',
  '--experimental-loader',
  '@opentelemetry/instrumentation/hook.mjs',
  '--no-warnings',
];

export const BARE = 'bare';

/** @throws Error for a name that no candidate has */
export function candidateNamed(name: string): Candidate {
  const found = CANDIDATES.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`expected a candidate, actual '${name}'`);
  return found;
}

export const CANDIDATES: readonly Candidate[] = [
  { name: BARE, file: 'bare' },
  { name: 'qt, 10 % of traces', file: 'qt', env: TENTH },
  { name: 'qt, all traces', file: 'qt' },
  { name: 'nestjs-pino alone', file: 'nestjs-pino' },
  { name: 'prom-client, nestjs-pino', file: 'prom-client' },
  { name: 'nestjs-prometheus, nestjs-pino', file: 'nestjs-prometheus' },
  { name: 'OTel SDK by hand, nestjs-pino, 10 %', file: 'otel-sdk', env: TENTH },
  { name: 'nestjs-otel, nestjs-pino, 10 %', file: 'nestjs-otel', env: TENTH },
  { name: 'NestJS Observe, nestjs-pino, 10 %', file: 'nestjs-observe', env: TENTH },
  { name: 'NestJS Observe, nestjs-pino, all', file: 'nestjs-observe' },
  { name: 'auto-instrumentation, nestjs-pino, 10 %', file: 'auto-instrumentation', env: TENTH, nodeArgs: AUTO },
  { name: 'auto-instrumentation, nestjs-pino, all', file: 'auto-instrumentation', nodeArgs: AUTO },
];
