import { Inject, Injectable } from '@nestjs/common';
import { bearer, type Client, createClient, type ListedModel, retrainRoutes } from '@qt/contracts';
import { TELEMETRY, type Telemetry } from '@qt/telemetry';
import { GuardSettings } from '../guard-settings.ts';

const TIMEOUT_MS = 3000;

/** The retrain worker's registry. Every call throws if it does not answer. */
@Injectable()
export class ModelRegistry {
  readonly #worker: Client<Pick<typeof retrainRoutes, 'currentModel' | 'models'>>;

  constructor(
    { retrainWorkerUrl, serviceToken }: GuardSettings,
    @Inject(TELEMETRY) { fetch }: Pick<Telemetry, 'fetch'>,
  ) {
    const { currentModel, models } = retrainRoutes;
    this.#worker = createClient(
      { currentModel, models },
      { baseUrl: retrainWorkerUrl, headers: bearer(serviceToken), timeoutMs: TIMEOUT_MS, fetch },
    );
  }

  /** The promoted model; null before the first. */
  async current(): Promise<ListedModel | null> {
    const reply = await this.#worker.currentModel();
    if (reply.ok) return reply.body;
    if (reply.status === 404) return null;
    throw new Error(reply.error.message);
  }

  /** Every model that is, or was, promoted. */
  async promoted(): Promise<readonly ListedModel[]> {
    const reply = await this.#worker.models();
    if (!reply.ok) throw new Error(reply.error.message);
    return reply.body.items.filter(({ state }) => state !== 'candidate');
  }
}
