import type { ProviderName } from '@qt/catalogue';
import { messageOf } from '@qt/contracts';
import { type PriceSource, ProviderFailure, UnknownSymbol } from '@qt/market-data';

/** One provider's reply to a direct request. */
export interface ProviderReply {
  readonly target: ProviderName;
  /** When it arrived, Unix ms. */
  readonly at: number;
  /** False if nothing was sent because the provider has banned us and its Retry-After has not passed. */
  readonly asked: boolean;
  readonly durationMs: number;
  /** Prices by symbol, decimals as text; none when the provider failed. */
  readonly prices: ReadonlyMap<string, string>;
  /** Why the reply is incomplete. A symbol that the provider does not list is not an error. */
  readonly error: string | undefined;
}

export interface QueryOptions {
  readonly symbols: readonly string[];
  /** Unix ms. */
  readonly now: () => number;
}

/** Requests the prices of these symbols, unless the provider has banned us. Never rejects. */
export async function queryProvider(
  target: ProviderName,
  source: PriceSource,
  { symbols, now }: QueryOptions,
  signal: AbortSignal,
): Promise<ProviderReply> {
  const startedAt = now();
  const answer = (prices: ReadonlyMap<string, string>, error: string | undefined, asked = true): ProviderReply => {
    const at = now();
    return { target, at, asked, durationMs: Math.max(0, at - startedAt), prices, error };
  };
  try {
    const { prices, failures } = await source.prices(symbols, signal);
    const failure = [...failures.values()].find((error) => !(error instanceof UnknownSymbol));
    const nothing = prices.size === 0 ? `${target}: expected prices of ${symbols.join(', ')}, actual none` : undefined;
    return answer(new Map([...prices].map(([symbol, { price }]) => [symbol, price])), failure?.message ?? nothing);
  } catch (error) {
    return answer(new Map(), messageOf(error), !isHeldBack(error));
  }
}

/** A rate limit without a status: the provider's Retry-After has not passed, so nothing was sent. */
function isHeldBack(error: unknown): boolean {
  return error instanceof ProviderFailure && error.kind === 'rate_limited' && error.status === undefined;
}
