import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, createWriteStream, existsSync, rmSync, type WriteStream, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { EXIT_CONFIGURATION, type ServiceId } from '@qt/contracts';
import { type Line, parseLine } from './line.ts';
import { restartPause } from './restart-pause.ts';
import type { Settings } from './settings.ts';

/** What happens to a service's process. */
interface ProcessEvents {
  line(service: ServiceId, text: string, line: Line): void;
  /** It died by itself. `restartInMs` is undefined if it is not restarted. */
  died(service: ServiceId, how: string, restartInMs: number | undefined): void;
  /** Its configuration or store is wrong, so a restart would fail in the same way. */
  misconfigured(service: ServiceId, line: Line | undefined): void;
}

const FOLDERS: Readonly<Record<ServiceId, string>> = {
  api: 'apps/api',
  scheduler: 'apps/scheduler',
  'retrain-worker': 'apps/retrain-worker',
  'risk-guard': 'apps/risk-guard',
  'market-sim': 'apps/market-sim',
};

/** V8's young generation, unbounded, takes 67 MB of an idle API and never returns them. */
const NODE_FLAGS = ['--enable-source-maps', '--max-semi-space-size=4'];

/** One service as a process: started, logged, and started again when it dies. */
export class ServiceProcess {
  readonly service: ServiceId;
  private readonly root: string;
  private readonly settings: Settings;
  private readonly events: ProcessEvents;
  private readonly log: WriteStream;
  private child: ChildProcess | undefined;
  private startedAt = 0;
  private lastError: Line | undefined;
  private pauseMs: number | undefined;
  private restartTimer: NodeJS.Timeout | undefined;
  private stopping = false;

  constructor(service: ServiceId, root: string, settings: Settings, events: ProcessEvents) {
    this.service = service;
    this.root = root;
    this.settings = settings;
    this.events = events;
    const file = join(settings.dataDir, 'logs', `${service}.jsonl`);
    if (existsSync(file)) chmodSync(file, 0o600);
    this.log = createWriteStream(file, { flags: 'a', mode: 0o600 });
  }

  /** Contains the process id while it runs: `kill $(cat .qt/run/api.pid)`. */
  private get pidFile(): string {
    return join(this.settings.dataDir, 'run', `${this.service}.pid`);
  }

  start(): void {
    this.startedAt = Date.now();
    this.lastError = undefined;
    const child = spawn(process.execPath, [...NODE_FLAGS, '--import', './dist/instrumentation.js', 'dist/main.js'], {
      cwd: join(this.root, FOLDERS[this.service]),
      // A separate process group: Ctrl-C reaches only the supervisor, which then stops everything in order.
      detached: true,
      env: { ...this.settings.envOf(this.service), QT_STOP_WITH_STDIN: '1' },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.child = child;
    if (child.pid !== undefined) writeFileSync(this.pidFile, `${child.pid}\n`);
    createInterface(child.stdout).on('line', (text) => this.take(text, 'stdout'));
    createInterface(child.stderr).on('line', (text) => this.take(text, 'stderr'));
    child.once('error', (error) => this.take(error.message, 'stderr'));
    child.once('close', (code, signal) => this.ended(code, signal));
  }

  /** Sends SIGTERM, and SIGKILL if the process still runs after `graceMs`. */
  stop(graceMs: number): Promise<void> {
    this.stopping = true;
    clearTimeout(this.restartTimer);
    const { child } = this;
    if (child === undefined) return this.closeLog();
    return new Promise((resolve) => {
      const killer = setTimeout(() => child.kill('SIGKILL'), graceMs);
      child.once('close', () => {
        clearTimeout(killer);
        resolve(this.closeLog());
      });
      child.kill('SIGTERM');
    });
  }

  private take(text: string, stream: 'stdout' | 'stderr'): void {
    const line = parseLine(text, this.service, stream, Date.now);
    if (line.level === 'error') this.lastError = line;
    const stored = stream === 'stdout' && text.startsWith('{') ? text : JSON.stringify(line);
    this.log.write(`${stored}\n`);
    this.events.line(this.service, stored, line);
  }

  private ended(code: number | null, signal: NodeJS.Signals | null): void {
    this.child = undefined;
    rmSync(this.pidFile, { force: true });
    if (this.stopping) return;
    if (code === EXIT_CONFIGURATION) {
      this.events.misconfigured(this.service, this.lastError);
      return;
    }
    const how = signal === null ? `exit code ${code}` : signal;
    if (!this.settings.restart) {
      this.events.died(this.service, how, undefined);
      return;
    }
    this.pauseMs = restartPause(this.pauseMs, Date.now() - this.startedAt);
    this.restartTimer = setTimeout(() => this.start(), this.pauseMs);
    this.events.died(this.service, how, this.pauseMs);
  }

  private closeLog(): Promise<void> {
    return new Promise((resolve) => this.log.end(resolve));
  }
}
