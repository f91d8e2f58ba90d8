import { type ChildProcess, spawn } from 'node:child_process';
import type { ToolCommand } from './commands/tool-command.ts';
import { locate } from './tools/locate.ts';
import type { BinaryName } from './tools/pinned.ts';
import { until } from './until.ts';

/** One of the observability tools as a process. */
export class ToolProcess {
  /** Its output so far, stdout and stderr. */
  output = '';
  readonly binary: BinaryName;
  private readonly child: ChildProcess;
  private readonly ended: Promise<number | null>;

  private constructor({ binary, args, env = {} }: ToolCommand) {
    const path = locate(binary);
    if (path === undefined)
      throw new Error(`${binary}: expected in PATH or in our cache, actual missing; run pnpm tools`);
    this.binary = binary;
    this.child = spawn(path, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    const take = (chunk: Buffer) => {
      this.output += chunk.toString();
    };
    this.child.stdout?.on('data', take);
    this.child.stderr?.on('data', take);
    this.ended = new Promise((done) => this.child.once('close', done));
  }

  /**
   * Starts the tool and waits until it is ready.
   *
   * @throws Error with its output, when it exits or does not become ready
   */
  static async start(command: ToolCommand): Promise<ToolProcess> {
    const tool = new ToolProcess(command);
    try {
      await until(`${command.binary} at ${command.readyUrl}`, async () => {
        if (tool.child.exitCode !== null) return 'ended';
        const response = await fetch(command.readyUrl);
        return response.ok ? 'ready' : undefined;
      });
    } catch (error) {
      await tool.stop();
      throw new Error(`${command.binary} did not become ready:\n${tool.output}`, { cause: error });
    }
    if (tool.child.exitCode !== null) throw new Error(`${command.binary} ended by itself:\n${tool.output}`);
    return tool;
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /** Stops it as an operator would, or with `SIGKILL` as a crash would. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill(signal);
    const killer = setTimeout(() => this.child.kill('SIGKILL'), 10_000);
    const code = await this.ended;
    clearTimeout(killer);
    return code;
  }
}
