import { createRequire } from 'node:module';
import { ACTIONS, type Action } from '@qt/catalogue';
import type { ProbabilityRows } from './calibration.ts';
import { FEATURES, type Feature } from './feature-table.ts';

type Columns = Record<string, readonly number[] | readonly string[]>;

/** A trained classifier; it holds WebAssembly memory until `unload`. */
interface YdfModel {
  predict(columns: Columns): number[];
  getLabelClasses(): string[];
  save(): Promise<Blob>;
  unload(): void;
}
export interface YdfLibrary {
  loadModelFromZipBlob(zip: Uint8Array): Promise<YdfModel>;
  GradientBoostedTreesLearner: new (label: string, task: 'CLASSIFICATION') => { train(columns: Columns): YdfModel };
}

/** Rows of features, one after another: `FEATURES.length` numbers each. */
export type FeatureRows = Float64Array;

/** Raw probabilities, three per row in the order of `ACTIONS`. */
export interface Classifier {
  probabilities(rows: FeatureRows): ProbabilityRows;
  unload(): void;
}

const LABEL = 'label';

/** Loads trees that `trainTrees` saved. `library` is `ydf-inference` or `ydf-training`. */
export async function loadClassifier(library: YdfLibrary, trees: Uint8Array): Promise<Classifier> {
  return classifierOf(await library.loadModelFromZipBlob(trees));
}

/** Trains gradient-boosted trees with YDF's default settings; the same rows give the same trees. */
export function trainTrees(
  library: YdfLibrary,
  rows: FeatureRows,
  labels: readonly Action[],
): Classifier & { save(): Promise<Uint8Array> } {
  const learner = new library.GradientBoostedTreesLearner(LABEL, 'CLASSIFICATION');
  const model = learner.train({ ...columnsOf(rows), [LABEL]: labels });
  return {
    ...classifierOf(model),
    save: async () => new Uint8Array(await (await model.save()).arrayBuffer()),
  };
}

/** Loads the WebAssembly library; only in a worker thread. */
export async function loadYdf(name: 'ydf-inference' | 'ydf-training'): Promise<YdfLibrary> {
  const require = createRequire(import.meta.url);
  // The library expects JSZip as a global, as a browser page would give it.
  Object.assign(globalThis, { JSZip: createRequire(require.resolve(name))('jszip') });
  const start: (options: object) => Promise<YdfLibrary> = require(name);
  const silent = () => undefined;
  return start({ print: silent, printErr: silent });
}

function classifierOf(model: YdfModel): Classifier {
  const classes = model.getLabelClasses();
  const places = ACTIONS.map((action) => classes.indexOf(action));
  return {
    probabilities: (rows) => {
      const count = rows.length / FEATURES.length;
      const predicted = everyClass(model.predict(columnsOf(rows)), count);
      const probabilities = new Float64Array(count * ACTIONS.length);
      for (let row = 0; row < count; row += 1) {
        for (const [at, place] of places.entries()) {
          // A class absent from the training rows is never predicted.
          probabilities[row * ACTIONS.length + at] = place < 0 ? 0 : (predicted[row * classes.length + place] ?? 0);
        }
      }
      return probabilities;
    },
    unload: () => model.unload(),
  };
}

/** For two classes YDF returns only the second one's probability. */
function everyClass(predicted: number[], rows: number): number[] {
  return predicted.length === rows ? predicted.flatMap((probability) => [1 - probability, probability]) : predicted;
}

function columnsOf(rows: FeatureRows): Columns {
  const features: readonly Feature[] = FEATURES;
  const count = rows.length / features.length;
  return Object.fromEntries(
    features.map(({ name }, at) => [
      name,
      Array.from({ length: count }, (_, row) => rows[row * features.length + at] ?? 0),
    ]),
  );
}
