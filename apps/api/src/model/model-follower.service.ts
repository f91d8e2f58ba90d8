import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { Log } from '@qt/catalogue';
import { type HealthCheck, type ListedModel, messageOf, provenAt } from '@qt/contracts';
import type { OpenModel } from '@qt/model';
import { NOW, PollingService, type TrackedCheck, trackCheck } from '@qt/nest-service';
import { LOG } from '@qt/telemetry';
import { CurrentModel } from './current-model.ts';
import { ModelMetrics } from './model.metrics.ts';
import { type ModelCopy, ModelCopyRepository } from './model-copy.repository.ts';
import { RetrainWorkerGateway } from './retrain-worker.gateway.ts';
import { OPEN_MODEL } from './tokens.ts';

/** The pause between two requests to the retrain worker. */
const PAUSE_MS = { withoutModel: 1000, withModel: 15_000 };
const NOT_PROMOTED = 'no model was promoted yet';

/** Keeps the current model the promoted one: from the saved copy at the start, then from the retrain worker. */
@Injectable()
export class ModelFollowerService extends PollingService implements OnModuleInit {
  readonly #check: TrackedCheck;
  #lastError: string | null = null;
  #unsaved: ModelCopy | null = null;

  constructor(
    private readonly worker: RetrainWorkerGateway,
    private readonly copies: ModelCopyRepository,
    private readonly current: CurrentModel,
    private readonly metrics: ModelMetrics,
    @Inject(OPEN_MODEL) private readonly open: (artifact: Uint8Array) => Promise<OpenModel>,
    @Inject(LOG) private readonly log: Pick<Log, 'info' | 'warn'>,
    @Inject(NOW) now: () => number,
  ) {
    super();
    this.#check = trackCheck('model', NOT_PROMOTED, now);
  }

  /** Loads the saved copy, if there is one. One that cannot be used is logged, and replaced by the next `follow`. */
  async onModuleInit(): Promise<void> {
    await this.#attempt(async () => {
      const copy = await this.copies.load();
      if (copy !== null) await this.#load(copy);
    });
  }

  protected override round(): Promise<void> {
    return this.follow();
  }

  protected override pauseMs(): number {
    return this.current.card === null ? PAUSE_MS.withoutModel : PAUSE_MS.withModel;
  }

  /** Loads the promoted model if it is another one. A failure leaves the current model in use. */
  async follow(): Promise<void> {
    await this.#attempt(async () => {
      const listed = await this.worker.current();
      if (listed === null && this.current.card === null) this.#check.report(false, NOT_PROMOTED);
      if (listed !== null && listed.card.version !== this.current.card?.version) {
        const copy = { listed, artifact: await this.worker.artifact(listed.card.version) };
        await this.#load(copy);
        this.#unsaved = copy;
      } else if (listed !== null) await this.#rescore(listed);
      await this.#save();
    });
  }

  /** Whether a model was loaded. */
  check(): HealthCheck {
    return this.#check.read();
  }

  /** Tried again in each round until it succeeds: a full disk must not bring an old model back at the next start. */
  async #save(): Promise<void> {
    if (this.#unsaved === null) return;
    await this.copies.save(this.#unsaved);
    this.#unsaved = null;
  }

  /** The same model, which may have proved itself on new minutes. */
  async #rescore(listed: ListedModel): Promise<void> {
    const [at, { card }] = [provenAt(listed), listed];
    if (at === this.current.provenAt(card)) return;
    this.current.proved(at);
    const copy = await this.copies.load();
    if (copy?.listed.card.version === card.version) this.#unsaved = { ...copy, listed };
    this.log.info('the model proved itself on new minutes', {
      model_version: card.version,
      proven_at: new Date(at).toISOString(),
    });
  }

  async #load({ listed, artifact }: ModelCopy): Promise<void> {
    const model = await this.open(artifact);
    const { version, trained_at: trainedAt } = listed.card;
    if (model.version !== version) {
      await model.close();
      throw new Error(`model file: expected version ${version}, actual ${model.version}`);
    }
    this.metrics.promoted(version, Date.parse(trainedAt));
    await this.current.replace(model, provenAt(listed));
    this.#check.report(true, `${version}: ${listed.why}`);
    this.log.info('model loaded', {
      model_version: version,
      beats_baseline: model.card.beats_baseline,
      why: listed.why,
    });
  }

  /** One log line when attempts begin to fail, fail otherwise or succeed again; not one for each. */
  async #attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      if (this.#lastError !== null) this.log.info('the retrain worker can be followed again');
      this.#lastError = null;
    } catch (error) {
      const message = messageOf(error);
      if (this.current.card === null) this.#check.report(false, message);
      if (message !== this.#lastError) this.log.warn('no new model can be loaded', { error });
      this.#lastError = message;
    }
  }
}
