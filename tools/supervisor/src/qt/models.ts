import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Client, createClient, type ListedModel, type ModelTrial, retrainRoutes } from '@qt/contracts';
import { columns } from '@qt/test-kit';
import { BadUsage } from '../bad-usage.ts';
import { controlClient } from '../control/client.ts';
import { dataDirOf } from '../data-dir.ts';
import type { Command } from './command.ts';
import { comparisonText } from './comparison-text.ts';
import { EXIT_NOT_RUNNING } from './status.ts';

export const MODELS_USAGE = `  models                the kept models, why each was promoted or not, and which one is on trial
  models compare [A B]  two of them on minutes that neither has seen; by default those on trial`;
/** Candles are fetched for it, and every profile predicts all of them. */
const TIMEOUT_MS = 120_000;

/** `qt models`: 1 if the retrain worker refuses or fails, 3 when it does not run. */
export const models: Command = async ([what, ...versions], env, root) => {
  if (what !== undefined && what !== 'compare') {
    throw new BadUsage(`models: expected nothing or compare, actual '${what}'`);
  }
  if (versions.length !== 0 && versions.length !== 2) {
    throw new BadUsage(`models compare: expected no version or two, actual '${versions.join(' ')}'`);
  }
  const dataDir = dataDirOf(root, env);
  const processes = (await controlClient(dataDir).status())?.processes ?? [];
  const worker = processes.find(({ name, state }) => name === 'retrain-worker' && state === 'running');
  if (worker === undefined) {
    process.stderr.write(`qt: no retrain worker runs on ${dataDir}\n`);
    return EXIT_NOT_RUNNING;
  }
  const token = env['QT_ADMIN_TOKEN'] || readFileSync(join(dataDir, 'admin-token'), 'utf8').trim();
  const client = createClient(retrainRoutes, {
    baseUrl: worker.url,
    headers: { 'x-admin-token': token },
    timeoutMs: TIMEOUT_MS,
    fetch,
  });
  return what === undefined ? list(client) : compare(client, versions);
};

type Worker = Client<typeof retrainRoutes>;

async function list(worker: Worker): Promise<number> {
  const reply = await worker.models();
  if (!reply.ok) return failed(reply.error.message);
  const { items, trial, promotions_halted: halted } = reply.body;
  const rows = items.map(({ card, state, promoted_at }) => [card.version, state, card.trained_at, promoted_at ?? '-']);
  process.stdout.write(`${columns([['MODEL', 'STATE', 'TRAINED', 'PROMOTED'], ...rows])}\n`);
  for (const { card, why } of items) process.stdout.write(`${card.version}: ${why}\n`);
  if (trial !== null) process.stdout.write(`on trial: ${trialText(trial)}\n`);
  if (halted) process.stdout.write('promotions are halted\n');
  return 0;
}

async function compare(worker: Worker, versions: readonly string[]): Promise<number> {
  const [first, second] = versions.length === 2 ? versions : await onTrial(worker);
  if (first === undefined || second === undefined) return failed('models compare: no two models are kept yet');
  const reply = await worker.compareModels({ query: { first, second } });
  if (!reply.ok) return failed(reply.error.message);
  process.stdout.write(`${comparisonText(reply.body)}\n`);
  return 0;
}

/** The pair on trial, or else the newest other model beside the current one. */
async function onTrial(worker: Worker): Promise<readonly (string | undefined)[]> {
  const reply = await worker.models();
  if (!reply.ok) return [];
  const { trial, items } = reply.body;
  if (trial !== null) return [trial.version, trial.rival];
  const versionOf = (found: ListedModel | undefined) => found?.card.version;
  const isCurrent = ({ state }: ListedModel) => state === 'current';
  return [versionOf(items.find((each) => !isCurrent(each))), versionOf(items.find(isCurrent))];
}

function trialText({ kind, version, rival, ends_at }: ModelTrial): string {
  return kind === 'shadow'
    ? `${version} in its shadow period beside ${rival} until ${ends_at}`
    : `${version} watched until ${ends_at}; the way back leads to ${rival}`;
}

function failed(why: string): number {
  process.stderr.write(`qt: ${why}\n`);
  return 1;
}
