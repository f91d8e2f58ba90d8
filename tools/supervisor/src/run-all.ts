import { EXIT_CONFIGURATION, type ServiceId } from '@qt/contracts';
import { writeEnvFile } from './env-file.ts';
import { launchersOf, readProcess } from './launchers.ts';
import { isBackground, type Line, readable } from './line.ts';
import { ServiceProcess } from './service-process.ts';
import { BadUsage, readSettings, type Settings } from './settings.ts';
import { overdue, table } from './table.ts';
import { readStates, readTrading, readTraining } from './watch.ts';

/** Keeps a whole stop, from the signal to the end of the last process, below the promised 10 s. */
const STOP_GRACE_MS = 9000;
const POLL_MS = 1000;

/** Starts every service, reports until they trade, restarts what dies, and stops everything on SIGTERM or SIGINT. */
export async function runAll(root: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  // Logs and process ids are for the owner alone.
  process.umask(0o077);
  const settings = readOrExit(root, args, env);
  const system = new System(root, settings);
  process.on('SIGINT', () => system.stop(0));
  process.on('SIGTERM', () => system.stop(0));
  const launchersAlive = launchersOf(process.pid, readProcess);
  setInterval(() => launchersAlive() || system.launcherGone(), POLL_MS).unref();
  system.start();
  await system.reportUntilTrading();
}

function readOrExit(root: string, args: readonly string[], env: NodeJS.ProcessEnv): Settings {
  try {
    return readSettings(root, args, env);
  } catch (error) {
    if (!(error instanceof BadUsage)) throw error;
    process.stderr.write(`start: ${error.message}\n`);
    return process.exit(EXIT_CONFIGURATION);
  }
}

class System {
  private readonly settings: Settings;
  private readonly processes: readonly ServiceProcess[];
  private readonly colour = process.stdout.isTTY === true && !process.env['NO_COLOR'];
  private readonly faults = new Set<string>();
  private everReady = false;
  private stopping = false;

  constructor(root: string, settings: Settings) {
    this.settings = settings;
    const events = {
      line: (service: ServiceId, text: string, line: Line) => this.show(service, text, line),
      died: (service: ServiceId, how: string, restartInMs: number | undefined) =>
        this.say(
          restartInMs === undefined
            ? `${service} died (${how}) and stays dead: QT_RESTART=never`
            : `${service} died (${how}); starting it again in ${restartInMs / 1000} s`,
        ),
      misconfigured: (service: ServiceId, line: Line | undefined) => this.misconfigured(service, line),
    };
    this.processes = settings.services.map((service) => new ServiceProcess(service, root, settings, events));
  }

  start(): void {
    this.say(
      `state in ${this.settings.dataDir}; admin token in ${this.settings.dataDir}/admin-token; Ctrl-C ends everything`,
    );
    writeEnvFile(this.settings);
    for (const service of this.processes) service.start();
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
      const states = await readStates(this.settings);
      const training = await readTraining(this.settings);
      if (states.every(({ state }) => state === 'ready')) {
        if (!this.everReady) this.say(`\n${table(states)}`);
        this.everReady = true;
        const trading = await readTrading(this.settings);
        if (trading !== undefined) return report(`trading: ${trading}`);
      } else if (training !== undefined) report(`training the first model: ${training}`);
      else {
        const waiting = overdue(states, performance.now() - begin);
        if (waiting !== undefined) report(`\n${table(states)}\nnot trading yet: waiting for ${waiting}`, waiting);
      }
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  async stop(exitCode: number, why = ''): Promise<never> {
    if (this.stopping) return process.exit(1);
    this.stopping = true;
    this.say(`${why}stopping every service`);
    await Promise.all(this.processes.map((service) => service.stop(STOP_GRACE_MS)));
    this.say('stopped');
    return process.exit(exitCode);
  }

  /** The process that would have passed a signal on is gone: stops as if the signal had come. */
  launcherGone(): void {
    if (!this.stopping) void this.stop(0, 'the npx or pnpm that started this is gone: ');
  }

  private show(service: ServiceId, text: string, line: Line): void {
    if (this.settings.json) process.stdout.write(`${text}\n`);
    else if (!isBackground(line)) process.stdout.write(`${readable(line, service, this.colour)}\n`);
  }

  /** Before every service has been ready once, a wrong configuration stops everything; later only its own service. */
  private misconfigured(service: ServiceId, line: Line | undefined): void {
    if (this.everReady) {
      this.say(`${service} cannot start and stays dead: ${line?.message ?? 'see its log'}`);
      return;
    }
    for (const fault of (line?.message ?? `${service}: see its log`).split('\n')) this.faults.add(fault);
    if (this.faults.size > 0 && !this.stopping) {
      // The other services report their problems at about the same time: all are printed together.
      setTimeout(async () => {
        if (this.stopping) return;
        for (const fault of this.faults) process.stderr.write(`start: ${fault}\n`);
        await this.stop(EXIT_CONFIGURATION);
      }, 1500);
    }
  }

  /** Prints a line of the supervisor's own; to stderr when stdout is for a program. */
  private say(text: string): void {
    (this.settings.json ? process.stderr : process.stdout).write(`${text}\n`);
  }
}
