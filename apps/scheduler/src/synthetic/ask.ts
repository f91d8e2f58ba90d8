import type { ProviderName } from '@qt/catalogue';
import { type PriceSource, UnknownSymbol } from '@qt/market-data';

/** What one provider said when it was asked directly, once. */
export interface Answer {
  readonly target: ProviderName;
  /** When it came, Unix ms. */
  readonly at: number;
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

/** Asks a provider for the prices of these symbols. Never rejects. */
export async function ask(
  target: ProviderName,
  source: PriceSource,
  { symbols, now }: AskOptions,
  signal: AbortSignal,
): Promise<Answer> {
  const startedAt = now();
  const answer = (prices: ReadonlyMap<string, string>, error: string | undefined): Answer => {
    const at = now();
    return { target, at, durationMs: Math.max(0, at - startedAt), prices, error };
  };
  try {
    const { prices, failures } = await source.latestOf(symbols, signal);
    const failure = [...failures.values()].find((error) => !(error instanceof UnknownSymbol));
    const nothing = prices.size === 0 ? `${target}: expected prices of ${symbols.join(', ')}, actual none` : undefined;
    return answer(new Map([...prices].map(([symbol, { price }]) => [symbol, price])), failure?.message ?? nothing);
  } catch (error) {
    return answer(new Map(), error instanceof Error ? error.message : String(error));
  }
}
