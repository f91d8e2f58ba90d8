import { Inject, Injectable } from '@nestjs/common';
import type { Log } from '@qt/catalogue';
import { type ListedModel, messageOf } from '@qt/contracts';
import { HttpProblem, NOW } from '@qt/nest-service';
import { LOG } from '@qt/telemetry';
import { RetrainRepository } from '../store/retrain.repository.ts';
import { ModelFileRepository } from './model-file.repository.ts';

/** Operators' decisions about models. */
@Injectable()
export class ModelsService {
  constructor(
    private readonly repository: RetrainRepository,
    private readonly files: ModelFileRepository,
    @Inject(LOG) private readonly log: Log,
    @Inject(NOW) private readonly now: () => number,
  ) {}

  /**
   * Makes a model the current one, whatever its scores, even while promotions are halted: a rollback always works.
   *
   * @throws HttpProblem 404 for an unknown version; 409 if it is the current one already, or its file cannot be used.
   */
  async promote(version: string): Promise<ListedModel> {
    const model = await this.find(version);
    if (model.state === 'current')
      throw new HttpProblem(409, 'already_current', `version: ${version} is the current model`);
    await this.files.load(version).catch((error: unknown) => {
      throw new HttpProblem(409, 'model_unusable', `version: ${version} cannot be used: ${messageOf(error)}`);
    });
    const previous = (await this.repository.current())?.card.version ?? null;
    const why = `promoted by hand${previous === null ? '' : ` in place of ${previous}`}`;
    await this.repository.promote(version, this.now(), why);
    this.log.event('model.promoted', { model_version: version, previous_version: previous, why });
    return this.find(version);
  }

  /** @throws HttpProblem 404 for an unknown version, or if its file cannot be used. */
  async artifact(version: string): Promise<Uint8Array> {
    const { card } = await this.find(version);
    return this.files.load(card.version).catch((error: unknown) => {
      throw new HttpProblem(404, 'model_unusable', `version: ${version} cannot be used: ${messageOf(error)}`);
    });
  }

  async halt(halted: boolean): Promise<void> {
    await this.repository.haltPromotions(halted);
    this.log.warn(halted ? 'promotions halted' : 'promotions resumed');
  }

  /** @throws HttpProblem 404 */
  async find(version: string): Promise<ListedModel> {
    const model = await this.repository.model(version);
    if (model !== null) return model;
    const versions = (await this.repository.models()).map(({ card }) => card.version);
    throw new HttpProblem(
      404,
      'unknown_model',
      `version: expected one of ${versions.join(', ') || 'none yet'}, actual '${version}'`,
    );
  }
}
