import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT_CONFIGURATION } from '@qt/contracts';
import { lostLines } from '@qt/telemetry/lost-lines';
import { type Line, parseLine } from './line.ts';
import { lineSplitter } from './output/line-splitter.ts';
import { RotatingLog } from './output/rotating-log.ts';
import type { ProcessReport, ProcessSpec, ProcessState } from './process-spec.ts';
import { restartPause } from './restart-pause.ts';
import type { Settings } from './settings.ts';

/** What happens to a process. */
export interface ProcessEvents {
  started(spec: ProcessSpec, pid: number | undefined, restarts: number): void;
  line(spec: ProcessSpec, text: string, line: Line): void;
  /** It died by itself. `restartInMs` is undefined if it is not restarted. */
  died(spec: ProcessSpec, how: string, restartInMs: number | undefined): void;
  /** Its configuration or store is wrong, so a restart would fail in the same way. */
  misconfigured(spec: ProcessSpec, line: Line | undefined): void;
  stopped(spec: ProcessSpec, how: string): void;
  /** Its log cannot be written, and no more lines can wait. */
  dropsLines(spec: ProcessSpec): void;
  /** So many lines of its log could not be written; now they can again. */
  linesDropped(spec: ProcessSpec, lines: number): void;
}

/** A process: started, logged, and started again when it dies. */
export class SupervisedProcess {
  readonly spec: ProcessSpec;
  private readonly settings: Settings;
  private readonly events: ProcessEvents;
  private readonly log: RotatingLog;
  private child: ChildProcess | undefined;
  private state: ProcessState = 'stopped';
  private startedAt = 0;
  private restarts = 0;
  private lastEnd: string | null = null;
  private lastError: Line | undefined;
  private pauseMs: number | undefined;
  private restartTimer: NodeJS.Timeout | undefined;
  private ending = false;
  private linesLost = 0;

  constructor(spec: ProcessSpec, settings: Settings, events: ProcessEvents) {
    this.spec = spec;
    this.settings = settings;
    this.events = events;
    // Only the services' own lines are JSON, and only they are collected as log lines.
    const file = join(settings.dataDir, 'logs', `${spec.name}.${spec.kind === 'service' ? 'jsonl' : 'log'}`);
    this.log = new RotatingLog({ file, ...settings.logs });
    this.log.onLoss({ lost: (lines) => this.dropped(lines), ended: () => this.writtenAgain() });
  }

  get report(): ProcessReport {
    const { name, kind, url, readyUrl } = this.spec;
    return {
      name,
      kind,
      state: this.state,
      pid: this.child?.pid ?? null,
      restarts: this.restarts,
      started_at: this.startedAt === 0 ? null : new Date(this.startedAt).toISOString(),
      url,
      ready_url: readyUrl,
      last_end: this.lastEnd,
      lines_lost: this.linesLost,
    };
  }

  start(): void {
    const { command, args, cwd, env } = this.spec;
    if (this.startedAt !== 0) this.restarts++;
    this.startedAt = Date.now();
    this.lastError = undefined;
    this.ending = false;
    this.state = 'running';
    // A separate process group: Ctrl-C reaches only the supervisor, which then stops everything in order.
    const child = spawn(command, args, { cwd, env, detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
    this.child = child;
    this.writePid(child.pid);
    for (const stream of ['stdout', 'stderr'] as const) {
      const split = lineSplitter((text) => this.take(text, stream));
      child[stream].on('data', split).once('end', () => split());
    }
    // One that has ended hears nothing more.
    child.stdin.on('error', () => {});
    child.once('error', (error) => this.take(error.message, 'stderr'));
    child.once('close', (code, signal) => this.ended(code, signal));
    this.events.started(this.spec, child.pid, this.restarts);
  }

  /** Sends SIGTERM, and SIGKILL if the process still runs after `graceMs`. */
  stop(graceMs: number): Promise<void> {
    this.ending = true;
    clearTimeout(this.restartTimer);
    const { child } = this;
    if (child === undefined) {
      this.state = 'stopped';
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      const killer = setTimeout(() => child.kill('SIGKILL'), graceMs);
      child.once('close', () => {
        clearTimeout(killer);
        resolve();
      });
      child.kill('SIGTERM');
    });
  }

  /** Stops it, if it runs, and starts it, whatever has kept it from starting before. */
  async restart(graceMs: number): Promise<void> {
    await this.stop(graceMs);
    this.pauseMs = undefined;
    this.start();
  }

  closeLog(): void {
    this.log.close();
  }

  private take(text: string, stream: 'stdout' | 'stderr'): void {
    const line = parseLine(text, this.spec.name, stream, Date.now);
    if (line.level === 'error') this.lastError = line;
    const isJson = stream === 'stdout' && text.startsWith('{');
    const stored = this.spec.kind === 'tool' || isJson ? text : JSON.stringify(line);
    this.log.write(stored);
    this.events.line(this.spec, stored, line);
  }

  /** The service counts them (`qt_log_lines_dropped_total`), since it is scraped and this process is not. */
  private dropped(lines: number): void {
    if (this.linesLost === 0) this.events.dropsLines(this.spec);
    this.linesLost += lines;
    if (this.spec.kind === 'service') this.child?.stdin?.write(lostLines(lines));
  }

  private writtenAgain(): void {
    this.events.linesDropped(this.spec, this.linesLost);
    this.linesLost = 0;
  }

  private ended(code: number | null, signal: NodeJS.Signals | null): void {
    this.child = undefined;
    this.removePid();
    const how = signal === null ? `exit code ${code}` : signal;
    this.lastEnd = how;
    if (this.ending) {
      this.state = 'stopped';
      this.events.stopped(this.spec, how);
    } else if (code === EXIT_CONFIGURATION) {
      this.state = 'failed';
      this.lastEnd = this.lastError?.message ?? how;
      this.events.misconfigured(this.spec, this.lastError);
    } else if (!this.settings.restart) {
      this.state = 'dead';
      this.events.died(this.spec, how, undefined);
    } else {
      this.state = 'restarting';
      this.pauseMs = restartPause(this.pauseMs, Date.now() - this.startedAt);
      this.restartTimer = setTimeout(() => this.start(), this.pauseMs);
      this.events.died(this.spec, how, this.pauseMs);
    }
  }

  /** Contains the process id while it runs: `kill $(cat .qt/run/api.pid)`. */
  private get pidFile(): string {
    return join(this.settings.dataDir, 'run', `${this.spec.name}.pid`);
  }

  /** Only a convenience: on a full disk the process runs without it. */
  private writePid(pid: number | undefined): void {
    try {
      if (pid !== undefined) writeFileSync(this.pidFile, `${pid}\n`);
    } catch {
      this.removePid();
    }
  }

  private removePid(): void {
    try {
      rmSync(this.pidFile, { force: true });
    } catch {
      // The folder is gone or cannot be written.
    }
  }
}
