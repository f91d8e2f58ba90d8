import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { EXIT_CONFIGURATION } from '@qt/contracts';
import { columns } from '@qt/test-kit';
import { type Control, serveControl } from './control/server.ts';
import { socketPath } from './control/socket-path.ts';
import type { Link } from './control/status.ts';
import { writeEnvFile } from './env-file.ts';
import { isBackground, type Line, readable } from './line.ts';
import { linksOf } from './links.ts';
import { type OwnLog, ownLog } from './output/own-log.ts';
import { RotatingLog } from './output/rotating-log.ts';
import type { Terminal } from './output/terminal.ts';
import type { Plan } from './plan.ts';
import type { ProcessSpec } from './process-spec.ts';
import type { Settings } from './settings.ts';
import { type ProcessEvents, SupervisedProcess } from './supervised-process.ts';
import { overdue, table } from './table.ts';
import { readStates, readTrading, readTraining } from './watch.ts';

/** Keep a whole stop, from the signal to the end of the last process, below the promised 10 s. */
const STOP_ALONE_MS = 9000;
const STOP_SERVICES_MS = 6000;
const STOP_STAGE_MS = 1200;
const POLL_MS = 1000;
const READY_LOOK_MS = 200;
/** How long the tools of one stage may take before the start is given up. */
const STAGE_PATIENCE_MS = 60_000;

/** Everything that was asked for, from start to stop. */
export class System {
  private readonly settings: Settings;
  private readonly plan: Plan;
  private readonly out: Terminal;
  private readonly err: Terminal;
  private readonly ownFile: RotatingLog;
  private readonly log: OwnLog;
  private readonly stages: readonly (readonly SupervisedProcess[])[];
  private readonly services: readonly SupervisedProcess[];
  private readonly links: readonly Link[];
  private readonly startedAt = new Date();
  private readonly colour = process.stdout.isTTY === true && !process.env['NO_COLOR'];
  private readonly faults = new Set<string>();
  private everReady = false;
  private stopping = false;

  constructor(settings: Settings, plan: Plan, { out, err }: { readonly out: Terminal; readonly err: Terminal }) {
    this.settings = settings;
    this.plan = plan;
    this.out = out;
    this.err = err;
    this.ownFile = new RotatingLog({ file: join(settings.dataDir, 'logs', 'supervisor.jsonl'), ...settings.logs });
    this.log = ownLog(this.ownFile, Date.now);
    const supervised = (spec: ProcessSpec) => new SupervisedProcess(spec, settings, this.events());
    this.stages = plan.tools.map((stage) => stage.map(supervised));
    this.services = plan.services.map(supervised);
    this.links = linksOf(settings, plan.urls);
  }

  /** Starts the tools stage by stage, each when those before it are ready, then all services. */
  async start(): Promise<void> {
    const { dataDir, command } = this.settings;
    this.say(`state in ${dataDir}; admin token in ${dataDir}/admin-token; Ctrl-C ends everything`);
    this.log('supervisor.started', `${command} has started`, { pid: process.pid, data_dir: dataDir });
    this.writeEnv();
    serveControl(socketPath(dataDir), this.control(), (error) => this.say(`qt cannot reach this: ${error.message}`));
    for (const stage of this.stages) {
      if (this.stopping) return;
      for (const tool of stage) tool.start();
      await this.untilReady(stage);
    }
    if (!this.stopping) for (const service of this.services) service.start();
  }

  /**
   * Prints the progress of the first training, the table once every service is ready, and a last line once orders may go
   * out. While services keep the start waiting, prints the table each time the list of them changes.
   */
  async reportUntilTrading(): Promise<void> {
    const begin = performance.now();
    let reported = '';
    const report = (text: string, topic = text) => {
      if (topic !== reported && !this.stopping) this.say(text);
      reported = topic;
    };
    while (!this.stopping) {
      const states = await readStates(this.processes.map(({ report }) => report));
      const training = await readTraining(this.settings);
      if (states.every(({ state }) => state === 'ready')) {
        if (!this.everReady)
          this.say(`\n${table(states)}\n\n${columns(this.links.map(({ name, url }) => [name, url]))}`);
        this.everReady = true;
        const trading = await readTrading(this.settings);
        if (trading !== undefined) return report(`trading: ${trading}`);
      } else if (training !== undefined) report(`training the first model: ${training}`);
      else {
        const waiting = overdue(states, performance.now() - begin);
        if (waiting !== undefined) report(`\n${table(states)}\nnot trading yet: waiting for ${waiting}`, waiting);
      }
      await pause(POLL_MS);
    }
  }

  /** Services first, so that what they send last still arrives, then the tools in the reverse order of their start. */
  async stop(exitCode: number, why = ''): Promise<never> {
    if (this.stopping) return process.exit(1);
    this.stopping = true;
    this.say(`${why}stopping ${this.stages.length === 0 ? 'every service' : 'everything'}`);
    this.log('supervisor.stopping', `${why}stopping`, { exit_code: exitCode });
    const grace = this.stages.length === 0 ? STOP_ALONE_MS : STOP_SERVICES_MS;
    await Promise.all(this.services.map((service) => service.stop(grace)));
    for (const stage of this.stages.toReversed()) await Promise.all(stage.map((tool) => tool.stop(STOP_STAGE_MS)));
    this.log('supervisor.stopped', 'everything has stopped', { exit_code: exitCode });
    for (const one of this.processes) one.closeLog();
    this.ownFile.close();
    this.say('stopped');
    this.out.flush();
    this.err.flush();
    return process.exit(exitCode);
  }

  /** The process that would have passed a signal on is gone: stops as if the signal had come. */
  launcherGone(): void {
    if (!this.stopping) void this.stop(0, 'the npx or pnpm that started this is gone: ');
  }

  /** Trading goes on without its terminal; `qt stop` ends it. */
  terminalClosed(): void {
    this.log('supervisor.started', 'the terminal was closed; everything goes on, `npx pnpm@12 qt stop` ends it');
  }

  private get processes(): readonly SupervisedProcess[] {
    return [...this.stages.flat(), ...this.services];
  }

  private control(): Control {
    const { settings, startedAt, links } = this;
    return {
      status: () => ({
        pid: process.pid,
        command: settings.command,
        started_at: startedAt.toISOString(),
        market: settings.env['QT_MARKET'] || 'sim',
        data_dir: settings.dataDir,
        processes: this.processes.map(({ report }) => report),
        links,
      }),
      restart: (name) => this.processes.find(({ spec }) => spec.name === name)?.restart(STOP_ALONE_MS),
      stop: () => void (this.stopping || this.stop(0, 'qt stop: ')),
    };
  }

  private events(): ProcessEvents {
    return {
      started: ({ name }, pid, restarts) =>
        this.log('process.started', `${name} has started`, { process: name, pid, restarts }),
      line: ({ name, kind }, text, line) => kind === 'service' && this.show(name, text, line),
      died: ({ name }, how, restartInMs) => {
        const next =
          restartInMs === undefined ? 'stays dead: QT_RESTART=never' : `starting it again in ${restartInMs / 1000} s`;
        this.say(`${name} died (${how})${restartInMs === undefined ? ' and' : ';'} ${next}`);
        this.log('process.ended', `${name} died`, { process: name, how, restart_in_ms: restartInMs ?? null });
      },
      misconfigured: ({ name }, line) => {
        this.log('process.ended', `${name} cannot start`, { process: name, how: line?.message ?? 'exit code 78' });
        this.misconfigured(name, line);
      },
      stopped: ({ name }, how) => this.log('process.stopped', `${name} has stopped`, { process: name, how }),
      dropsLines: ({ name }) =>
        this.say(`lines of ${name} are being lost: ${this.settings.dataDir}/logs/ cannot take its log`),
      linesDropped: ({ name }, lines) => {
        this.say(`the log of ${name} is written again; ${lines} lines were lost`);
        this.log('log.lines.dropped', `${lines} lines of ${name} could not be written`, { process: name, lines });
      },
    };
  }

  private async untilReady(stage: readonly SupervisedProcess[]): Promise<void> {
    for (const end = performance.now() + STAGE_PATIENCE_MS; !this.stopping; await pause(READY_LOOK_MS)) {
      const states = await readStates(stage.map(({ report }) => report));
      const waiting = states.filter(({ state }) => state !== 'ready');
      if (waiting.length === 0) {
        for (const { name, url } of states) this.log('process.ready', `${name} is ready`, { process: name, url });
        return;
      }
      if (performance.now() > end) {
        const names = waiting.map(({ name }) => name).join(', ');
        return this.stop(1, `not ready after a minute: ${names}; ${this.settings.dataDir}/logs says why: `);
      }
    }
  }

  private writeEnv(): void {
    try {
      writeEnvFile(this.settings, this.plan.urls);
    } catch (error) {
      this.say(`without ${this.settings.dataDir}/env: ${(error as Error).message}`);
    }
  }

  private show(name: string, text: string, line: Line): void {
    if (this.settings.json) this.out.print(text);
    else if (!isBackground(line)) this.out.print(readable(line, name, this.colour));
  }

  /** Before every service has been ready once, a wrong configuration stops everything; later only its own process. */
  private misconfigured(name: string, line: Line | undefined): void {
    if (this.everReady) {
      const reason = line?.message ?? 'see its log';
      this.say(`${name} cannot start and stays dead: ${reason}; then \`npx pnpm@12 qt restart ${name}\``);
      return;
    }
    for (const fault of (line?.message ?? `${name}: see its log`).split('\n')) this.faults.add(fault);
    if (this.faults.size > 0 && !this.stopping) {
      // The other services report their problems at about the same time: all are printed together.
      setTimeout(async () => {
        if (this.stopping) return;
        for (const fault of this.faults) this.err.print(`${this.settings.command}: ${fault}`);
        await this.stop(EXIT_CONFIGURATION);
      }, 1500);
    }
  }

  /** Prints a line of the supervisor's own; to stderr when stdout is for a program. */
  private say(text: string): void {
    (this.settings.json ? this.err : this.out).print(text);
  }
}
