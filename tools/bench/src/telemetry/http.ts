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
  /** Requests for each second of the server's own CPU, of those of bare, while both are kept busy on the same core. */
  readonly throughput: Spread;
  /** Requests for each second by the clock, of those of bare just before and after. */
  readonly byClock: Spread;
  readonly p99Ms: Spread;
  readonly p99: Spread;
  /** Bytes more than bare, after the same load and a collection of garbage. */
  readonly memory: number;
  /** ms of CPU more than bare, from the start of the process to the first request that it could take. */
  readonly startUp: Spread;
}

interface HttpPlan {
  readonly rounds: number;
  readonly seconds: number;
  readonly starts: number;
  /** Long enough for the compiler to optimise. */
  readonly warmUpSeconds: number;
  readonly only?: readonly string[];
}

/**
 * Loads every candidate in turns, each between two of bare and then together with it, round after round; they stay up
 * between their turns. The reference is a separate process, so that bare itself, a candidate like all others,
 * shows the noise.
 */
export async function measureHttp({ rounds, seconds, starts, warmUpSeconds, only }: HttpPlan): Promise<HttpResult[]> {
  const candidates = CANDIDATES.filter(({ name }) => name === BARE || (only?.includes(name) ?? true));
  const folder = mkdtempSync(join(tmpdir(), 'qt-bench-'));
  const sink = await startSink();
  const startCpuMs = new Map<string, number[]>(candidates.map(({ name }) => [name, []]));
  const up: MeasuredServer[] = [];
  try {
    for (let round = 0; round < starts; round++) {
      for (const candidate of shuffled(candidates, Math.random)) {
        const server = await startCandidate(candidate, folder, sink.url);
        startCpuMs.get(candidate.name)?.push(server.startCpuMs);
        if (round === starts - 1) up.push(server);
        else await stop(server);
      }
    }
    const candidatesUp = [...up];
    const beside = await startCandidate(candidateNamed(BARE), folder, sink.url);
    up.push(beside);
    for (const server of up) await load(server, warmUpSeconds);
    const turns = new Map<string, Turns[]>(candidates.map(({ name }) => [name, []]));
    for (let round = 0; round < rounds; round++) {
      for (const server of shuffled(candidatesUp, Math.random)) {
        turns.get(server.name)?.push(await takeTurns(server, beside, seconds));
      }
    }
    const rss = new Map<string, number>();
    for (const server of candidatesUp) rss.set(server.name, (await memoryOf(server)).rss);
    const bareStart = spreadOf(startCpuMs.get(BARE) ?? []).median;
    return candidates.map(({ name }) => {
      const all = turns.get(name) ?? [];
      return {
        name,
        requestsPerSecond: spreadOf(all.map(({ own }) => own.rps)),
        throughput: spreadOf(all.map(({ together }) => together)),
        byClock: spreadOf(all.map(({ own, bare }) => own.rps / bare.rps)),
        p99Ms: spreadOf(all.map(({ own }) => own.p99)),
        p99: spreadOf(all.map(({ own, bare }) => own.p99 / bare.p99)),
        memory: (rss.get(name) ?? 0) - (rss.get(BARE) ?? 0),
        startUp: spreadOf((startCpuMs.get(name) ?? []).map((ms) => ms - bareStart)),
      };
    });
  } finally {
    for (const server of up) await stop(server);
    await sink.close();
    rmSync(folder, { recursive: true, force: true });
  }
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
