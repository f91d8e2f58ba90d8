import { EXIT_CONFIGURATION, type ServiceId } from '@qt/contracts';
import { launchersOf, readProcess } from './launchers.ts';
import { isBackground, type Line, readable } from './line.ts';
import { ServiceProcess } from './service-process.ts';
import { BadUsage, readSettings, type Settings } from './settings.ts';
import { keptWaiting, table } from './table.ts';
import { readStates, readTrading, readTraining } from './watch.ts';

/** All of a stop, from the signal to the end of the last process, stays below the promised 10 s. */
const STOP_GRACE_MS = 9000;
const LOOK_EVERY_MS = 1000;

/** Brings every service up, tells how they are until they trade, keeps them up, and ends them on SIGTERM or SIGINT. */
export async function runAll(root: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  const settings = readOrExit(root, args, env);
  const system = new System(root, settings);
  process.on('SIGINT', () => system.stop(0));
  process.on('SIGTERM', () => system.stop(0));
  const whole = launchersOf(process.pid, readProcess);
  setInterval(() => whole() || system.abandoned(), LOOK_EVERY_MS).unref();
  system.start();
  await system.tellUntilTrading();
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
      hopeless: (service: ServiceId, line: Line | undefined) => this.giveUp(service, line),
    };
    this.processes = settings.services.map((service) => new ServiceProcess(service, root, settings, events));
  }

  start(): void {
    this.say(
      `state in ${this.settings.dataDir}; admin token in ${this.settings.dataDir}/admin-token; Ctrl-C ends everything`,
    );
    for (const service of this.processes) service.start();
  }

  /**
   * Prints the first training's progress, then the table, then that it trades, each once it is so; the table also
   * while somebody keeps it waiting, each time that this is somebody else.
   */
  async tellUntilTrading(): Promise<void> {
    const begin = performance.now();
    let told = '';
    const tell = (text: string, topic = text) => {
      if (topic !== told && !this.stopping) this.say(text);
      told = topic;
    };
    while (!this.stopping) {
      const states = await readStates(this.settings);
      const training = await readTraining(this.settings);
      if (states.every(({ state }) => state === 'ready')) {
        if (!this.everReady) this.say(`\n${table(states)}`);
        this.everReady = true;
        const trading = await readTrading(this.settings);
        if (trading !== undefined) return tell(`trading: ${trading}`);
      } else if (training !== undefined) tell(`training the first model: ${training}`);
      else {
        const waiting = keptWaiting(states, performance.now() - begin);
        if (waiting !== undefined) tell(`\n${table(states)}\nnot trading yet: waiting for ${waiting}`, waiting);
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
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

  /** Who would have passed a signal on is gone: as if the signal had come. */
  abandoned(): void {
    if (!this.stopping) void this.stop(0, 'the npx or pnpm that started this is gone: ');
  }

  private show(service: ServiceId, text: string, line: Line): void {
    if (this.settings.json) process.stdout.write(`${text}\n`);
    else if (!isBackground(line)) process.stdout.write(`${readable(line, service, this.colour)}\n`);
  }

  /** Before the first table, a wrong start ends everything; later the others go on without the one. */
  private giveUp(service: ServiceId, line: Line | undefined): void {
    if (this.everReady) {
      this.say(`${service} cannot start and stays dead: ${line?.message ?? 'see its log'}`);
      return;
    }
    for (const fault of (line?.message ?? `${service}: see its log`).split('\n')) this.faults.add(fault);
    if (this.faults.size > 0 && !this.stopping) {
      // The other services find their own faults within the same moment: all are told at once.
      setTimeout(async () => {
        if (this.stopping) return;
        for (const fault of this.faults) process.stderr.write(`start: ${fault}\n`);
        await this.stop(EXIT_CONFIGURATION);
      }, 1500);
    }
  }

  /** The supervisor's own words go beside the services' lines: to stderr when those are for a program. */
  private say(text: string): void {
    (this.settings.json ? process.stderr : process.stdout).write(`${text}\n`);
  }
}
