import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Spread, shuffled, spreadOf } from '../statistics.ts';
import { BARE, CANDIDATES, candidateNamed } from './candidates.ts';
import { load, type MeasuredServer, memoryOf, startCandidate, stop, type Turn } from './measured-server.ts';
import { startSink } from './sink.ts';

export interface HttpResult {
  readonly name: string;
  readonly requestsPerSecond: Spread;
  /**
   * Requests for each second of the server's own CPU, of those of the reference while both are kept busy on the same core, as a
   * share of what bare has beside it: the reference is loaded in every turn, so its code and memory are warmer.
   */
  readonly throughput: Spread;
  /** Requests for each second by the clock, of those of bare just before and after. */
  readonly byClock: Spread;
  readonly p99Ms: Spread;
  /** p99 of a client, of that of bare just before and after, as a multiple of what bare itself has so. */
  readonly p99: Spread;
  /** Bytes more than bare, after the same load and a collection of garbage. */
  readonly memory: number;
  /** ms of CPU more than bare, from the start of the process to the first request that it could take. */
  readonly startUp: Spread;
}

interface HttpPlan {
  /** Processes of each candidate that are loaded: two of the same build differ by some percent for as long as they live. */
  readonly processes: number;
  /** Turns of each process. */
  readonly rounds: number;
  readonly seconds: number;
  /** Long enough for the compiler to optimise. */
  readonly warmUpSeconds: number;
}

/**
 * Loads every candidate in turns, each between two of bare and then together with it, round after round; they stay up
 * between their turns, and are then replaced by new processes. The reference is a separate process, so that bare
 * itself, a candidate like all others, shows the noise.
 */
export async function measureHttp(plan: HttpPlan): Promise<HttpResult[]> {
  const folder = mkdtempSync(join(tmpdir(), 'qt-bench-'));
  const sink = await startSink();
  const measured: Measurements = new Map(CANDIDATES.map(({ name }) => [name, { startCpuMs: [], turns: [], rss: [] }]));
  try {
    // The first start of a build compiles its code for all later ones.
    for (const candidate of CANDIDATES) await stop(await startCandidate(candidate, folder, sink.url));
    for (let process = 0; process < plan.processes; process++) {
      await measureNewProcesses(plan, folder, sink.url, measured);
    }
    return resultsOf(measured);
  } finally {
    await sink.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measureNewProcesses(plan: HttpPlan, folder: string, collector: string, measured: Measurements) {
  const up: MeasuredServer[] = [];
  try {
    for (const candidate of shuffled(CANDIDATES, Math.random)) {
      const server = await startCandidate(candidate, folder, collector);
      up.push(server);
      measured.get(server.name)?.startCpuMs.push(server.startCpuMs);
    }
    const candidatesUp = [...up];
    const beside = await startCandidate(candidateNamed(BARE), folder, collector);
    up.push(beside);
    for (const server of up) await load(server, plan.warmUpSeconds);
    for (let round = 0; round < plan.rounds; round++) {
      for (const server of shuffled(candidatesUp, Math.random)) {
        measured.get(server.name)?.turns.push(await takeTurns(server, beside, plan.seconds));
      }
    }
    for (const server of candidatesUp) measured.get(server.name)?.rss.push((await memoryOf(server)).rss);
  } finally {
    for (const server of up) await stop(server);
  }
}

type Measurements = ReadonlyMap<string, Measured>;

/** What all processes of a candidate showed. */
interface Measured {
  readonly startCpuMs: number[];
  readonly turns: Turns[];
  readonly rss: number[];
}

function resultsOf(measured: Measurements): HttpResult[] {
  const bare = measured.get(BARE);
  if (bare === undefined) throw new Error(`expected '${BARE}' among the candidates`);
  const bareStart = spreadOf(bare.startCpuMs).median;
  const bareRss = spreadOf(bare.rss).median;
  const bareTogether = spreadOf(bare.turns.map(({ together }) => together)).median;
  const bareP99 = spreadOf(bare.turns.map(({ own, bare: reference }) => own.p99 / reference.p99)).median;
  return [...measured].map(([name, { startCpuMs, turns, rss }]) => ({
    name,
    requestsPerSecond: spreadOf(turns.map(({ own }) => own.rps)),
    throughput: spreadOf(turns.map(({ together }) => together / bareTogether)),
    byClock: spreadOf(turns.map(({ own, bare }) => own.rps / bare.rps)),
    p99Ms: spreadOf(turns.map(({ own }) => own.p99)),
    p99: spreadOf(turns.map(({ own, bare }) => own.p99 / bare.p99 / bareP99)),
    memory: spreadOf(rss).median - bareRss,
    startUp: spreadOf(startCpuMs.map((ms) => ms - bareStart)),
  }));
}

interface Turns {
  readonly own: Turn;
  /** What bare did just before and after: both include the machine's fluctuations. */
  readonly bare: Turn;
  /** CPU per request of bare relative to this server's, over the same seconds: the machine affects both alike. */
  readonly together: number;
}

async function takeTurns(server: MeasuredServer, beside: MeasuredServer, seconds: number): Promise<Turns> {
  const before = await load(beside, seconds);
  const own = await load(server, seconds);
  const after = await load(beside, seconds);
  const [bare, together] = await Promise.all([load(beside, seconds), load(server, seconds)]);
  return { own, bare: mean(before, after), together: bare.cpuUs / together.cpuUs };
}

function mean(a: Turn, b: Turn): Turn {
  return { rps: (a.rps + b.rps) / 2, p99: (a.p99 + b.p99) / 2, cpuUs: (a.cpuUs + b.cpuUs) / 2 };
}
