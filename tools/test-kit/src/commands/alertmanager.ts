import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { addressOf, INFRA, urlOf } from './infra.ts';
import type { ToolCommand } from './tool-command.ts';

/**
 * Renders the configuration of infra/ with the addresses in `env` into a folder, and returns its path.
 *
 * @throws Error with what render.sh says is wrong with the addresses
 */
export function writeAlertmanagerConfig(folder: string, env: NodeJS.ProcessEnv): string {
  const render = join(INFRA, 'alertmanager/render.sh');
  try {
    execFileSync('sh', [render, folder], {
      env: { PATH: process.env['PATH'], ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  } catch (error) {
    throw new Error(String((error as { stderr?: Buffer }).stderr ?? error).trim(), { cause: error });
  }
  return join(folder, 'alertmanager.yml');
}

export interface AlertmanagerCommandOptions {
  readonly port: number;
  readonly configFile: string;
  readonly dataDir: string;
  /** The base of links in its messages. */
  readonly externalUrl?: string;
  readonly maintenanceMs?: number;
}

/** Alertmanager on loopback, without a cluster. */
export function alertmanagerCommand(options: AlertmanagerCommandOptions): ToolCommand {
  const { port, configFile, dataDir, externalUrl = urlOf(port), maintenanceMs = 30_000 } = options;
  const args = [
    `--config.file=${configFile}`,
    `--storage.path=${dataDir}`,
    `--web.listen-address=${addressOf(port)}`,
    `--web.external-url=${externalUrl}`,
    '--web.route-prefix=/',
    '--cluster.listen-address=',
    `--dispatch.maintenance-interval=${maintenanceMs}ms`,
  ];
  return { binary: 'alertmanager', args, readyUrl: `${urlOf(port)}/-/ready` };
}
