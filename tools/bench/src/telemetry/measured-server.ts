import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync, truncateSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { spawnPinned } from '../pinned.ts';
import type { Candidate } from './candidates.ts';
import { generateLoad } from './load-generator.ts';
import type { ServerMessage } from './servers/prices.ts';

const SERVERS = resolve(import.meta.dirname, '../../dist/telemetry/servers');
const CONNECTIONS = 32;
/** As our services are started: left to itself, V8's nursery grows in steps, by what happens to survive the start. */
const NODE_FLAGS = ['--max-semi-space-size=4'];

/** A candidate's server process on the measured core. */
export interface MeasuredServer {
  readonly name: string;
  readonly child: ChildProcess;
  readonly url: string;
  /** CPU until it listened, ms. */
  readonly startCpuMs: number;
  readonly logFile: string;
}

/** Starts a candidate on the measured core, its log going to a file. */
export async function startCandidate(candidate: Candidate, folder: string, collector: string): Promise<MeasuredServer> {
  const { name, file, env = {}, nodeArgs = [] } = candidate;
  const logFile = join(folder, `${file}.log`);
  const log = openSync(logFile, 'a');
  const child = spawnPinned(join(SERVERS, `${file}.js`), {
    nodeArgs: [...NODE_FLAGS, ...nodeArgs],
    env: {
      NODE_COMPILE_CACHE: join(folder, 'compiled'),
      QT_DATA_DIR: folder,
      OTEL_EXPORTER_OTLP_ENDPOINT: collector,
      OTEL_SERVICE_NAME: 'bench',
      ...env,
    },
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

/** What a server did under load. */
export interface Turn {
  readonly rps: number;
  readonly p99: number;
  /** CPU of the server's core per request, µs. */
  readonly cpuUs: number;
}

/** Loads a server and returns what it answered. @throws Error when a response was not 200 */
export async function load(server: MeasuredServer, seconds: number): Promise<Turn> {
  const { url, logFile } = server;
  const before = await cpuOf(server);
  const { requests, seconds: took, p99Ms } = await generateLoad(url, CONNECTIONS, seconds);
  const cpuUs = ((await cpuOf(server)) - before) * 1000;
  truncateSync(logFile);
  return { rps: requests / took, p99: p99Ms, cpuUs: cpuUs / requests };
}

/** A server's memory after a garbage collection, in bytes. */
export async function memoryOf({ name, child }: MeasuredServer): Promise<{ rss: number; heap: number }> {
  child.send('memory');
  const message = await nextMessage(child);
  if (!('rss' in message)) throw new Error(`${name}: expected its memory, actual ${JSON.stringify(message)}`);
  return message;
}

async function cpuOf({ name, child }: MeasuredServer): Promise<number> {
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

const STOP_MS = 10_000;

/** Stops a server, whatever its state; one that still answers keeps its compiled code for the next start. */
export async function stop({ child }: MeasuredServer): Promise<void> {
  const ended = once(child, 'exit');
  child.disconnect();
  const gaveUp = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  await ended;
  clearTimeout(gaveUp);
}
