import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { ModelCard } from '@qt/contracts';
import type { Scene } from '../scene/scene.ts';
import type { Drill, End } from './drill.ts';
import { shared } from './shared.ts';

const DAY_MS = 24 * 3_600_000;
const NEWLINE = 0x0a;
/** Beyond all that live features are, so that all of them lie in the outermost bins. */
const ELSEWHERE = 1e6;

interface Header {
  readonly card: ModelCard;
  readonly classifiers: readonly { readonly calibration: unknown }[];
}

/**
 * A model's file (a line with its checksum, a line of JSON, trees) as one that always expects a rise, whatever it sees, and
 * that was trained two days ago on a market of other features. Its checksum is right.
 */
function poisoned(file: Uint8Array): { card: ModelCard; file: Uint8Array } {
  const opening = file.indexOf(NEWLINE) + 1;
  const trees = file.indexOf(NEWLINE, opening) + 1;
  const [format] = Buffer.from(file.subarray(0, opening)).toString().split(' ');
  const header = JSON.parse(Buffer.from(file.subarray(opening, trees)).toString()) as Header;
  const { card, classifiers } = header;
  const dataTo = Date.parse(card.data_to) - 2 * DAY_MS;
  const changed: ModelCard = {
    ...card,
    version: `${card.version}-poisoned`,
    data_to: new Date(dataTo).toISOString(),
    features: card.features.map(({ training, ...feature }) => ({
      ...feature,
      ...(training && { training: { ...training, bounds: training.bounds.map((_, bin) => ELSEWHERE + bin) } }),
    })),
  };
  const calibration = { scale: 0, shift: { buy: 3, sell: 0, hold: 0 } };
  const described = { ...header, card: changed, classifiers: classifiers.map((each) => ({ ...each, calibration })) };
  const content = Buffer.concat([Buffer.from(`${JSON.stringify(described)}\n`), file.subarray(trees)]);
  const checksum = createHash('sha256').update(content).digest('hex');
  return { card: changed, file: Buffer.concat([Buffer.from(`${format} sha256:${checksum}\n`), content]) };
}

/** Puts a poisoned copy of the current model beside it, and promotes it by hand. Returns the version that was the current one. */
async function promotePoisoned({ system }: Scene): Promise<string> {
  const worker = system.retrainWorker();
  const current = await worker.currentModel();
  if (!current.ok) throw new Error(`current model: expected one, actual ${JSON.stringify(current)}`);
  const { version } = current.body.card;
  const folder = join(system.dataDir, 'retrain-worker');
  const { card, file } = poisoned(readFileSync(join(folder, 'models', `${version}.model`)));
  writeFileSync(join(folder, 'models', `${card.version}.model`), file, { mode: 0o600 });
  const store = new DatabaseSync(join(folder, 'retrain-worker.db'));
  store.exec('PRAGMA busy_timeout = 30000');
  store
    .prepare("INSERT INTO models (version, card, state, why, trained_at) VALUES (?, ?, 'candidate', 'a drill', ?)")
    .run(card.version, JSON.stringify(card), Date.parse(card.trained_at));
  store.close();
  await promote({ system }, card.version);
  return version;
}

async function promote({ system }: Pick<Scene, 'system'>, version: string): Promise<void> {
  const reply = await system.retrainWorker().promote({ params: { version } });
  if (!reply.ok) throw new Error(`promotion of ${version}: ${JSON.stringify(reply)}`);
}

const poisonedModel = shared(async (scene: Scene): Promise<End> => {
  const good = await promotePoisoned(scene);
  return () => promote(scene, good);
});

const FAULT = 'a model that expects a rise whatever it sees, and was trained on another market, is promoted by hand';
const END = 'the model before it is promoted again';

export const modelSkillLost: Drill = { alert: 'ModelSkillLost', fault: FAULT, end: END, make: poisonedModel };
export const featureDrift: Drill = { alert: 'FeatureDrift', fault: FAULT, end: END, make: poisonedModel };
