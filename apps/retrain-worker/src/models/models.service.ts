import type { Log } from '@qt/catalogue';
import type { ListedModel } from '@qt/contracts';
import { HttpProblem } from '@qt/nest-service';
import type { RetrainStore } from '../store/retrain.repository.ts';
import type { ModelFiles } from './model-file.repository.ts';

export interface PromotionsOptions {
  readonly store: RetrainStore;
  readonly files: ModelFiles;
  readonly log: Log;
  /** Unix ms. */
  readonly now: () => number;
}

/** What an operator decides about models. */
export class Promotions {
  readonly #options: PromotionsOptions;

  constructor(options: PromotionsOptions) {
    this.#options = options;
  }

  /**
   * Makes a model the current one, whatever its scores, also while promotions are halted: the way back is always open.
   *
   * @throws HttpProblem 404 for an unknown version; 409 if it is the current one already, or its file cannot be used.
   */
  async promote(version: string): Promise<ListedModel> {
    const { store, files, log, now } = this.#options;
    const model = await this.find(version);
    if (model.state === 'current')
      throw new HttpProblem(409, 'already_current', `version: ${version} is the current model`);
    await files.load(version).catch((error: unknown) => {
      throw new HttpProblem(409, 'model_unusable', `version: ${version} cannot be used: ${messageOf(error)}`);
    });
    const previous = (await store.current())?.card.version ?? null;
    const why = `promoted by hand${previous === null ? '' : ` in place of ${previous}`}`;
    await store.promote(version, now(), why);
    log.event('model.promoted', { model_version: version, previous_version: previous, why });
    return this.find(version);
  }

  async halt(halted: boolean): Promise<void> {
    await this.#options.store.haltPromotions(halted);
    this.#options.log.warn(halted ? 'promotions halted' : 'promotions resumed');
  }

  /** @throws HttpProblem 404 */
  async find(version: string): Promise<ListedModel> {
    const model = await this.#options.store.model(version);
    if (model !== null) return model;
    const versions = (await this.#options.store.models()).map(({ card }) => card.version);
    throw new HttpProblem(
      404,
      'unknown_model',
      `version: expected one of ${versions.join(', ') || 'none yet'}, actual '${version}'`,
    );
  }
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
