import { basename, join, resolve } from 'node:path';

/** The folder of a deployment on this machine: logs, pid files, tokens. */
export function dataDirOf(root: string, env: NodeJS.ProcessEnv): string {
  return resolve(root, env['QT_DATA_DIR'] || '.qt');
}

/**
 * Where the services keep their state: a folder for each market, so that a model trained on one never judges the prices of
 * another, and no account mixes them. The simulated market's is the data folder itself.
 */
export function stateDirOf(dataDir: string, env: NodeJS.ProcessEnv): string {
  const market = env['QT_MARKET'] || 'sim';
  if (market === 'live') return join(dataDir, 'live');
  const recording = basename(env['QT_REPLAY_FILE'] ?? '').replace(/\.(csv(\.gz)?|zip)$/, '');
  return market === 'replay' ? join(dataDir, `replay-${recording}`) : dataDir;
}
