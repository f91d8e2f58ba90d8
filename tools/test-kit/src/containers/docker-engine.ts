import { execFile, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { locate } from '../tools/locate.ts';
import type { BinaryName } from '../tools/pinned.ts';

const run = promisify(execFile);
const SCRIPT = resolve(import.meta.dirname, '../../../../infra/docker/local-engine.sh');
/** Of these the images of the tools are made, where there is no registry. */
const IN_IMAGES = [
  'prometheus',
  'promtool',
  'alertmanager',
  'amtool',
  'otelcol',
  'victoria-logs',
  'jaeger',
] as const satisfies readonly BinaryName[];
/** Of a whole machine's first time: Debian's base and Node's image. */
const PATIENCE_MS = 15 * 60_000;

/** A Docker engine with the images that docker-compose.yml names, or with a registry that has them. */
export interface DockerEngine {
  /** `DOCKER_HOST`; undefined: the machine's own. */
  readonly host: string | undefined;
  /** Where it keeps the containers' log files. */
  readonly containers: string;
  /** The address of this machine for containers. */
  readonly gateway: string;
  /** Ends it, unless it was there before. */
  stop(): Promise<void>;
}

/** What is missing for an engine to be used or started here, by name. */
export function missingForDocker(): string[] {
  const commands = ['docker', ...(hasEngine() ? [] : ['dockerd', 'iptables', 'mmdebstrap'])];
  const binaries = ['docker-compose', ...(hasEngine() ? [] : IN_IMAGES)] as const satisfies readonly BinaryName[];
  return [
    ...commands.filter((command) => !onPath(command)),
    ...binaries.filter((binary) => locate(binary) === undefined),
    ...(hasEngine() || process.getuid?.() === 0 ? [] : ['a Docker engine, or root to start one']),
  ];
}

/** The machine's engine, or one of ours; see infra/docker/local-engine.sh. @throws Error with what the script printed */
export async function startDockerEngine(): Promise<DockerEngine> {
  const machines = hasEngine();
  const host = machines ? process.env['DOCKER_HOST'] : (await script('start')).split('\n').at(-1);
  const env = { ...process.env, ...(host === undefined ? {} : { DOCKER_HOST: host }) };
  const ask = async (...args: string[]) => (await run('docker', args, { env })).stdout.trim();
  return {
    host,
    containers: join(await ask('info', '--format', '{{.DockerRootDir}}'), 'containers'),
    gateway: await ask('network', 'inspect', 'bridge', '--format', '{{(index .IPAM.Config 0).Gateway}}'),
    stop: async () => {
      if (!machines) await script('stop');
    },
  };
}

/** Builds the images of the services by the project's Dockerfile. */
export async function buildServiceImages({ host }: DockerEngine): Promise<void> {
  await script('build', host);
}

async function script(command: 'start' | 'build' | 'stop', host?: string): Promise<string> {
  const env = { ...process.env, ...(host === undefined ? {} : { DOCKER_HOST: host }) };
  return (await run(SCRIPT, [command], { env, timeout: PATIENCE_MS })).stdout.trim();
}

let answered: boolean | undefined;
/** Whether the machine has an engine that answers. */
function hasEngine(): boolean {
  answered ??= spawnSync('docker', ['version'], { stdio: 'ignore' }).status === 0;
  return answered;
}

function onPath(command: string): boolean {
  const folders = (process.env['PATH'] ?? '').split(':');
  return folders.some((folder) => existsSync(join(folder, command)));
}
