import type { ProviderName } from '@qt/catalogue';
import { type PriceSource, ProviderFailure, UnknownSymbol } from '@qt/market-data';

/** What one provider said when it was asked directly, once. */
export interface Answer {
  readonly target: ProviderName;
  /** When it came, Unix ms. */
  readonly at: number;
  /** False where nothing was sent, because the provider has banned us and its Retry-After is not over. */
  readonly asked: boolean;
  readonly durationMs: number;
  /** Prices by symbol, decimals as text; none when the provider failed. */
  readonly prices: ReadonlyMap<string, string>;
  /** Why it is no whole answer; symbols that the provider does not list are left out and no failure. */
  readonly error: string | undefined;
}

export interface AskOptions {
  readonly symbols: readonly string[];
  /** Unix ms. */
  readonly now: () => number;
}

/** Asks a provider for the prices of these symbols, unless it has banned us. Never rejects. */
export async function ask(
  target: ProviderName,
  source: PriceSource,
  { symbols, now }: AskOptions,
  signal: AbortSignal,
): Promise<Answer> {
  const startedAt = now();
  const answer = (prices: ReadonlyMap<string, string>, error: string | undefined, asked = true): Answer => {
    const at = now();
    return { target, at, asked, durationMs: Math.max(0, at - startedAt), prices, error };
  };
  try {
    const { prices, failures } = await source.latestOf(symbols, signal);
    const failure = [...failures.values()].find((error) => !(error instanceof UnknownSymbol));
    const nothing = prices.size === 0 ? `${target}: expected prices of ${symbols.join(', ')}, actual none` : undefined;
    return answer(new Map([...prices].map(([symbol, { price }]) => [symbol, price])), failure?.message ?? nothing);
  } catch (error) {
    return answer(new Map(), error instanceof Error ? error.message : String(error), !isHeldBack(error));
  }
}

/** A rate limit that no answer told: the provider's Retry-After runs, so it was left alone. */
function isHeldBack(error: unknown): boolean {
  return error instanceof ProviderFailure && error.kind === 'rate_limited' && error.status === undefined;
}
