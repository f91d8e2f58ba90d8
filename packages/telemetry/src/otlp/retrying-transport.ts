import type { IExporterTransport } from '@opentelemetry/otlp-exporter-base';

const MOST_RETRIES = 5;
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 5000;

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Retries within the limit of a request while the collector is busy or unreachable. A `Retry-After` holds for all
 * requests: none is sent before, and one that cannot wait so long fails.
 */
export function createRetryingTransport(attempt: IExporterTransport): IExporterTransport {
  let notBefore = 0;
  return {
    async send(data, timeoutMillis) {
      const deadline = Date.now() + timeoutMillis;
      let pause = FIRST_PAUSE_MS;
      let wait = notBefore - Date.now();
      for (let retries = 0; ; retries++) {
        if (Date.now() + wait >= deadline) return { status: 'failure', error: asksToWaitUntil(notBefore) };
        if (wait > 0) await sleep(wait);
        const response = await attempt.send(data, deadline - Date.now());
        if (response.status !== 'retryable' || retries === MOST_RETRIES) return response;
        const { retryInMillis } = response;
        if (retryInMillis !== undefined) notBefore = Date.now() + retryInMillis;
        wait = retryInMillis ?? pause * (0.8 + 0.4 * Math.random());
        pause = Math.min(pause * 1.5, LONGEST_PAUSE_MS);
        if (Date.now() + wait >= deadline) return response;
      }
    },
    shutdown: () => attempt.shutdown(),
  };
}

function asksToWaitUntil(time: number): Error {
  return new Error(`the collector asks to wait until ${new Date(time).toISOString()}`);
}
