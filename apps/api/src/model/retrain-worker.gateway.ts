import { bearer, createClient, type ListedModel, retrainRoutes } from '@qt/contracts';

/** Where promoted models come from. */
export interface ModelOrigin {
  /** The promoted model; `null` before the first. Throws where the origin cannot be asked. */
  current(): Promise<ListedModel | null>;
  /** A model's file. Throws where it cannot be had. */
  artifact(version: string): Promise<Uint8Array>;
}

export interface RetrainWorkerOptions {
  readonly baseUrl: string;
  readonly serviceToken: string | undefined;
  readonly fetch: typeof globalThis.fetch;
  readonly timeoutMs: number;
}

/** The retrain worker as the origin of models. */
export function retrainWorker({ baseUrl, serviceToken, fetch, timeoutMs }: RetrainWorkerOptions): ModelOrigin {
  const headers = bearer(serviceToken);
  const client = createClient(retrainRoutes, { baseUrl, headers, timeoutMs, fetch });
  return {
    async current() {
      const reply = await client.currentModel();
      if (reply.ok) return reply.body;
      if (reply.status === 404) return null;
      throw new Error(reply.error.message);
    },
    async artifact(version) {
      const path = retrainRoutes.modelArtifact.path.replace(':version', encodeURIComponent(version));
      const response = await fetch(new URL(path, baseUrl), { headers, signal: AbortSignal.timeout(timeoutMs) });
      if (response.ok) return new Uint8Array(await response.arrayBuffer());
      await response.body?.cancel();
      throw new Error(`GET ${baseUrl}${path}: expected 200 with the model's file, actual ${response.status}`);
    },
  };
}
