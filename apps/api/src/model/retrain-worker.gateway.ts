import { Inject, Injectable } from '@nestjs/common';
import { bearer, type Client, createClient, type ListedModel, retrainRoutes, urlTemplateOf } from '@qt/contracts';
import { TELEMETRY, type Telemetry } from '@qt/telemetry';
import { ApiConfig } from '../config.ts';

const TIMEOUT_MS = 10_000;

/** The promoted models, from the retrain worker. */
@Injectable()
export class RetrainWorkerGateway {
  readonly #baseUrl: string;
  readonly #headers: ReturnType<typeof bearer>;
  readonly #fetch: Telemetry['fetch'];
  readonly #client: Client<Pick<typeof retrainRoutes, 'currentModel'>>;

  constructor(config: ApiConfig, @Inject(TELEMETRY) { fetch }: Pick<Telemetry, 'fetch'>) {
    this.#baseUrl = config.QT_RETRAIN_WORKER_URL;
    this.#headers = bearer(config.QT_SERVICE_TOKEN);
    this.#fetch = fetch;
    const options = { baseUrl: this.#baseUrl, headers: this.#headers, timeoutMs: TIMEOUT_MS, fetch };
    this.#client = createClient({ currentModel: retrainRoutes.currentModel }, options);
  }

  /** The promoted model; `null` before the first. Throws if the retrain worker does not answer. */
  async current(): Promise<ListedModel | null> {
    const reply = await this.#client.currentModel();
    if (reply.ok) return reply.body;
    if (reply.status === 404) return null;
    throw new Error(reply.error.message);
  }

  /** A model's file. Throws if it cannot be downloaded. */
  async artifact(version: string): Promise<Uint8Array> {
    const urlTemplate = urlTemplateOf(retrainRoutes.modelArtifact);
    const path = retrainRoutes.modelArtifact.path.replace(':version', encodeURIComponent(version));
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const url = new URL(path, this.#baseUrl);
    const response = await this.#fetch(url, { headers: this.#headers, signal, urlTemplate });
    if (response.ok) return new Uint8Array(await response.arrayBuffer());
    await response.body?.cancel();
    throw new Error(`GET ${this.#baseUrl}${path}: expected 200 with the model's file, actual ${response.status}`);
  }
}
