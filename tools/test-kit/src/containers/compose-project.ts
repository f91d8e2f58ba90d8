import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { locate } from '../tools/locate.ts';
import { until } from '../until.ts';
import type { DockerEngine } from './docker-engine.ts';

const ROOT = resolve(import.meta.dirname, '../../../..');
const run = promisify(execFile);

/** A container of the project, as Docker knows it. */
export interface ContainerState {
  readonly State: {
    readonly Status: string;
    readonly ExitCode: number;
    readonly Health?: { readonly Status: string };
  };
  readonly RestartCount: number;
  readonly Image: string;
}

/** docker-compose.yml as a project of its own: its networks, volumes and, on free loopback ports, its services. */
export class ComposeProject {
  readonly name: string;
  readonly #env: NodeJS.ProcessEnv;

  /** `env` is what a shell would have when it calls `docker compose`. */
  constructor(engine: DockerEngine, name: string, env: Readonly<Record<string, string>>) {
    const { PATH, HOME } = process.env;
    const own = { COMPOSE_PROJECT_NAME: name, QT_DOCKER_CONTAINERS: engine.containers };
    this.name = name;
    this.#env = { PATH, HOME, ...own, ...(engine.host === undefined ? {} : { DOCKER_HOST: engine.host }), ...env };
  }

  /** `docker compose …`. @throws Error with what it printed */
  compose(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<string> {
    return this.#run(locate('docker-compose') ?? 'docker-compose', args, env);
  }

  /** `docker …` */
  docker(...args: string[]): Promise<string> {
    return this.#run('docker', args);
  }

  /** A command as typed in the checkout, where `docker compose` is this project. @throws Error with what it printed */
  async shell(text: string): Promise<string> {
    const plugins = mkdtempSync(join(tmpdir(), 'qt-docker-'));
    try {
      mkdirSync(join(plugins, 'cli-plugins'));
      symlinkSync(locate('docker-compose') ?? '', join(plugins, 'cli-plugins/docker-compose'));
      return await this.#run('sh', ['-c', `(${text}\n) 2>&1`], { DOCKER_CONFIG: plugins });
    } finally {
      rmSync(plugins, { recursive: true });
    }
  }

  container(service: string): string {
    return `${this.name}-${service}-1`;
  }

  async state(service: string): Promise<ContainerState> {
    const [state] = JSON.parse(await this.docker('inspect', this.container(service))) as [ContainerState];
    return state;
  }

  /** The URL of a published port. */
  async url(service: string, port: number): Promise<string> {
    return `http://${(await this.docker('port', this.container(service), String(port))).split('\n')[0]}`;
  }

  async untilHealth(service: string, health: 'healthy' | 'unhealthy', patienceMs = 240_000): Promise<void> {
    const look = async () => ((await this.state(service)).State.Health?.Status === health ? true : undefined);
    await until(`${service} to be ${health}`, look, patienceMs);
  }

  /** Ends the project, and unless they are kept its volumes with it. */
  async down({ keepVolumes = false } = {}): Promise<void> {
    await this.compose(['down', '--remove-orphans', ...(keepVolumes ? [] : ['--volumes'])]);
  }

  async #run(command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<string> {
    const options = { cwd: ROOT, env: { ...this.#env, ...env }, maxBuffer: 64 * 1024 * 1024 };
    const { stdout } = await run(command, [...args], options);
    return stdout.trim();
  }
}
