import Coingecko from '@coingecko/coingecko-typescript';
import { reportStatus } from '../calls/answer-status.ts';
import { ProviderFailure } from '../failures.ts';
import type { Coin } from './coin-ids.ts';
import { failureOfAnswer, networkFailure } from './http-failure.ts';

const PRO_HOST = 'pro-api.coingecko.com';

/** The official client without its retries and log. The key is `apiKey`, never one from the environment. */
export function coingeckoClient(baseUrl: string, apiKey: string | undefined): Coingecko {
  const url = new URL(baseUrl);
  const pro = url.hostname === PRO_HOST;
  const key = apiKey ?? null;
  return new Coingecko({
    baseURL: `${url.href.replace(/\/+$/, '').replace(/\/api\/v3$/, '')}/api/v3`,
    proAPIKey: pro ? key : null,
    demoAPIKey: pro ? null : key,
    // Without a key the client sends nothing unless the key's header is set to null.
    defaultHeaders: key === null ? { 'x-cg-pro-api-key': null } : {},
    maxRetries: 0,
    fetchOptions: { redirect: 'error' },
    logLevel: 'off',
  });
}

/** The raw answer of `simple/price`. @throws ProviderFailure if no answer, or no JSON, arrives. */
export async function askSimplePrice(
  client: Coingecko,
  coins: readonly Coin[],
  now: () => number,
  signal: AbortSignal | undefined,
): Promise<unknown> {
  const listed = (values: readonly string[]) => [...new Set(values)].sort().join(',');
  try {
    const reply = client.simple.price.get(
      {
        ids: listed(coins.map((coin) => coin.id)),
        vs_currencies: listed(coins.map((coin) => coin.vsCurrency)),
        include_last_updated_at: true,
        precision: 'full',
      },
      signal === undefined ? {} : { signal },
    );
    reportStatus((await reply.asResponse()).status);
    return await reply;
  } catch (error) {
    throw failureOf(error, now());
  }
}

function failureOf(error: unknown, now: number): ProviderFailure {
  if (error instanceof Coingecko.APIError && error.status !== undefined) {
    const retryAfter = error.headers?.get('retry-after');
    return failureOfAnswer('coingecko', { status: error.status, retryAfter, reason: reasonOf(error.error) }, now);
  }
  if (error instanceof SyntaxError)
    return new ProviderFailure('coingecko', 'garbage', 'expected JSON', { cause: error });
  return networkFailure('coingecko', error);
}

/** `{error: '…'}` or `{status: {error_message: '…'}}`. */
function reasonOf(body: unknown): string {
  const { error, status } = (body ?? {}) as { error?: unknown; status?: { error_message?: unknown } };
  const message = status?.error_message ?? error;
  return typeof message === 'string' ? message.slice(0, 120) : '';
}
