import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, openSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { spawnPinned } from '../pinned.ts';
import { type Spread, shuffled, spreadOf } from '../statistics.ts';
import { BARE, CANDIDATES, type Candidate, candidateNamed } from './candidates.ts';
import { generateLoad } from './load-generator.ts';
import type { ServerMessage } from './servers/prices.ts';
import { startSink } from './sink.ts';

const SERVERS = resolve(import.meta.dirname, '../../dist/telemetry/servers');
const CONNECTIONS = 32;
/** As our services are started: left to itself, V8's nursery grows in steps, by what happens to survive the start. */
const NODE_FLAGS = ['--max-semi-space-size=4'];

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
  const up: Up[] = [];
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

export interface Up {
  readonly name: string;
  readonly child: ChildProcess;
  readonly url: string;
  /** Of CPU, until it listened. */
  readonly startCpuMs: number;
  readonly logFile: string;
}

/** Starts a candidate on the measured core, its log going to a file. */
export async function startCandidate(candidate: Candidate, folder: string, collector: string): Promise<Up> {
  const { name, file, env = {}, nodeArgs = [] } = candidate;
  const logFile = join(folder, `${file}.log`);
  const log = openSync(logFile, 'a');
  const child = spawnPinned(join(SERVERS, `${file}.js`), {
    nodeArgs: [...NODE_FLAGS, ...nodeArgs],
    env: { QT_DATA_DIR: folder, OTEL_EXPORTER_OTLP_ENDPOINT: collector, OTEL_SERVICE_NAME: 'bench', ...env },
    stdio: ['ignore', log, log, 'ipc'],
  });
  const message = await nextMessage(child).catch((error: unknown) => {
    throw new Error(`${name} did not start:\n${readFileSync(logFile, 'utf8').slice(-2000)}`, { cause: error });
  });
  if (!('listening' in message))
    throw new Error(`${name}: expected the server's port, actual ${JSON.stringify(message)}`);
  const url = `http://127.0.0.1:${message.listening}/api/prices/latest/BTCUSDT`;
  return { name, child, url, startCpuMs: message.startCpuMs, logFile };
}

/** What one server did while it was kept busy. */
interface Turn {
  readonly rps: number;
  readonly p99: number;
  /** Of the server's core, for one request. */
  readonly cpuUs: number;
}

interface Turns {
  readonly own: Turn;
  /** What bare did just before and after: both include the machine's fluctuations. */
  readonly bare: Turn;
  /** CPU per request of bare relative to this server's, over the same seconds: the machine affects both alike. */
  readonly together: number;
}

async function takeTurns(server: Up, beside: Up, seconds: number): Promise<Turns> {
  const before = await load(beside, seconds);
  const own = await load(server, seconds);
  const after = await load(beside, seconds);
  const [bare, together] = await Promise.all([load(beside, seconds), load(server, seconds)]);
  return { own, bare: mean(before, after), together: bare.cpuUs / together.cpuUs };
}

function mean(a: Turn, b: Turn): Turn {
  return { rps: (a.rps + b.rps) / 2, p99: (a.p99 + b.p99) / 2, cpuUs: (a.cpuUs + b.cpuUs) / 2 };
}

/** Loads a server and returns what it answered. @throws Error when a response was not 200 */
export async function load(server: Up, seconds: number): Promise<Turn> {
  const { url, logFile } = server;
  const before = await cpuOf(server);
  const { requests, seconds: took, p99Ms } = await generateLoad(url, CONNECTIONS, seconds);
  const cpuUs = ((await cpuOf(server)) - before) * 1000;
  truncateSync(logFile);
  return { rps: requests / took, p99: p99Ms, cpuUs: cpuUs / requests };
}

/** Of a server, after a collection of garbage, in bytes. */
export async function memoryOf({ name, child }: Up): Promise<{ rss: number; heap: number }> {
  child.send('memory');
  const message = await nextMessage(child);
  if (!('rss' in message)) throw new Error(`${name}: expected its memory, actual ${JSON.stringify(message)}`);
  return message;
}

async function cpuOf({ name, child }: Up): Promise<number> {
  child.send('cpu');
  const message = await nextMessage(child);
  if (!('cpuMs' in message)) throw new Error(`${name}: expected its CPU time, actual ${JSON.stringify(message)}`);
  return message.cpuMs;
}

function nextMessage(child: ChildProcess): Promise<ServerMessage> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null) => {
      child.off('message', onMessage);
      reject(new Error(`${child.spawnargs.at(-1)}: expected a message, actual an exit with ${code}`));
    };
    const onMessage = (message: ServerMessage) => {
      child.off('exit', onExit);
      resolve(message);
    };
    child.once('exit', onExit).once('message', onMessage);
  });
}

/** Stops a server, whatever its state. */
export async function stop({ child }: Up): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
