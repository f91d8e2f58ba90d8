import type { Log } from '@qt/catalogue';
import type { OpenModel } from '@qt/model';
import type { TrackedCheck } from '@qt/nest-service';
import type { ModelInUse } from './current-model.ts';
import type { ModelMetrics } from './model.metrics.ts';
import type { ModelCopies, ModelCopy } from './model-copy.repository.ts';
import type { ModelOrigin } from './retrain-worker.gateway.ts';

export interface ModelFollowerOptions {
  readonly origin: ModelOrigin;
  readonly copies: ModelCopies;
  readonly inUse: ModelInUse;
  readonly metrics: Pick<ModelMetrics, 'promoted'>;
  readonly open: (artifact: Uint8Array) => Promise<OpenModel>;
  /** Says whether a model was taken up. */
  readonly check: TrackedCheck;
  readonly log: Log;
}

/** Keeps the model in use the promoted one: from the own copy at the start, from then on from the retrain worker. */
export class ModelFollower {
  readonly #options: ModelFollowerOptions;
  #trouble: string | null = null;
  #unsaved: ModelCopy | null = null;

  constructor(options: ModelFollowerOptions) {
    this.#options = options;
  }

  /** Takes up the own copy, if there is one. One that cannot be used is said, and replaced by the next `follow`. */
  async resume(): Promise<void> {
    await this.#attempt(async () => {
      const copy = await this.#options.copies.load();
      if (copy !== null) await this.#takeUp(copy);
    });
  }

  /** Asks which model is promoted, and takes it up if it is another one. What fails leaves the model in use. */
  async follow(): Promise<void> {
    await this.#attempt(async () => {
      const { origin, inUse, check } = this.#options;
      const listed = await origin.current();
      if (listed === null && inUse.card === null) check.report(false, 'no model was promoted yet');
      if (listed !== null && listed.card.version !== inUse.card?.version) {
        const copy = { listed, artifact: await origin.artifact(listed.card.version) };
        await this.#takeUp(copy);
        this.#unsaved = copy;
      }
      await this.#save();
    });
  }

  /** Tried again at each round until it succeeds: a full disk must not bring an old model back at the next start. */
  async #save(): Promise<void> {
    if (this.#unsaved === null) return;
    await this.#options.copies.save(this.#unsaved);
    this.#unsaved = null;
  }

  async #takeUp({ listed, artifact }: ModelCopy): Promise<void> {
    const { open, inUse, metrics, check, log } = this.#options;
    const model = await open(artifact);
    const { version } = listed.card;
    if (model.version !== version) {
      await model.close();
      throw new Error(`model file: expected version ${version}, actual ${model.version}`);
    }
    metrics.promoted(version);
    await inUse.replace(model);
    check.report(true, `${version}: ${listed.why}`);
    log.info('model taken up', { model_version: version, beats_baseline: model.card.beats_baseline, why: listed.why });
  }

  /** One log line when trouble begins, changes or ends; not one at each attempt. */
  async #attempt(work: () => Promise<void>): Promise<void> {
    const { log, check, inUse } = this.#options;
    try {
      await work();
      if (this.#trouble !== null) log.info('the retrain worker can be followed again');
      this.#trouble = null;
    } catch (error) {
      const trouble = error instanceof Error ? error.message : String(error);
      if (inUse.card === null) check.report(false, trouble);
      if (trouble !== this.#trouble) log.warn('no new model can be taken up', { error });
      this.#trouble = trouble;
    }
  }
}
