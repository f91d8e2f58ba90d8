import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePorts } from '../free-ports.ts';
import { until } from '../until.ts';
import { POSTGRES_BIN } from './binaries.ts';

const run = promisify(execFile);
/** Who owns everything in it; trusted, since it listens on loopback alone and lives as long as a test. */
const OWNER = 'postgres';

interface Who {
  readonly uid?: number;
  readonly gid?: number;
}

/** A real PostgreSQL on a free loopback port, with a data folder of its own. */
export class PostgresServer {
  readonly port: number;
  readonly #folder: string;
  readonly #who: Who;
  #child: ChildProcess | undefined;
  #output = '';

  private constructor(port: number, folder: string, who: Who) {
    this.port = port;
    this.#folder = folder;
    this.#who = who;
  }

  /** Makes a new server and waits until it answers. @throws Error with what it printed */
  static async start(): Promise<PostgresServer> {
    const folder = mkdtempSync(join(tmpdir(), 'qt-postgres-'));
    const who = unprivileged();
    if (who.uid !== undefined && who.gid !== undefined) chownSync(folder, who.uid, who.gid);
    await run(program('initdb'), ['-D', folder, '-U', OWNER, '-A', 'trust', '-E', 'UTF8', '--no-locale', '-N'], who);
    const [port = 0] = await freePorts(1);
    const server = new PostgresServer(port, folder, who);
    await server.resume();
    return server;
  }

  /** The URL of a database, by default as the owner of everything. */
  url(database: string, role = OWNER): string {
    return `postgres://${role}@127.0.0.1:${this.port}/${database}`;
  }

  /** A new, empty database. */
  async createDatabase(name: string): Promise<string> {
    await this.sql(`CREATE DATABASE ${name}`);
    return this.url(name);
  }

  /** Runs statements as the owner; returns the rows, one a line, values separated by `|`. */
  async sql(statements: string, database = 'postgres'): Promise<string> {
    const args = ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-c', statements, this.url(database)];
    return (await run(program('psql'), args)).stdout.trim();
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Ends it at once and without a checkpoint, as a crash would; the data stays, and `resume` recovers it. */
  async crash(): Promise<void> {
    await this.#end('SIGQUIT');
  }

  /** Starts it again on its data, and waits until it answers. */
  async resume(): Promise<void> {
    // What the kernel has, a crash of the process does not lose; that of the machine is not tested here.
    const settings = { listen_addresses: '127.0.0.1', unix_socket_directories: '', fsync: 'off' };
    const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const args = ['-D', this.#folder, '-p', String(this.port), ...flags];
    const child = spawn(program('postgres'), args, { ...this.#who, stdio: ['ignore', 'ignore', 'pipe'] });
    child.stderr.on('data', (chunk: Buffer) => {
      this.#output += chunk.toString();
    });
    this.#child = child;
    await until('PostgreSQL to answer', async () => {
      if (child.exitCode !== null) throw new Error(`PostgreSQL ended:\n${this.#output}`);
      return (await this.sql('SELECT 1')) === '1' || undefined;
    });
  }

  /** Ends it and deletes its data. */
  async stop(): Promise<void> {
    await this.#end('SIGINT');
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }
}

function program(name: string): string {
  if (POSTGRES_BIN === undefined) throw new Error('postgres: expected Debian’s package postgresql, actual none');
  return name === 'psql' ? 'psql' : join(POSTGRES_BIN, name);
}

/** PostgreSQL refuses to run as root: then it runs as the user that its package made. */
function unprivileged(): Who {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string) => Number(execFileSync('id', [flag, OWNER], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}
