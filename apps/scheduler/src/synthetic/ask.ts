import type { ProviderName } from '@qt/catalogue';
import { type PriceSource, UnknownSymbol } from '@qt/market-data';
import type { Timers } from '../jobs/timers.ts';

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
  readonly timeoutMs: number;
  readonly now: () => number;
  readonly timers: Timers;
}

/** Asks a provider itself: one attempt, no cache, no failover, no breaker. Never rejects. */
export async function ask(
  target: ProviderName,
  source: PriceSource,
  { symbols, timeoutMs, now, timers }: AskOptions,
  signal: AbortSignal,
): Promise<Answer> {
  const startedAt = now();
  const timeout = new AbortController();
  const late = Promise.withResolvers<never>();
  const cancel = timers.after(timeoutMs, () => {
    const error = new Error(`${target}: expected an answer within ${timeoutMs / 1000} s, actual none`);
    late.reject(error);
    timeout.abort(error);
  });
  const answer = (prices: ReadonlyMap<string, string>, error: string | undefined): Answer => ({
    target,
    at: now(),
    durationMs: Math.max(0, now() - startedAt),
    prices,
    error,
  });
  try {
    const call = source.latestOf(symbols, AbortSignal.any([signal, timeout.signal]));
    const { prices, failures } = await Promise.race([call, late.promise]);
    const failure = [...failures.values()].find((error) => !(error instanceof UnknownSymbol));
    const nothing = prices.size === 0 ? `${target}: expected prices of ${symbols.join(', ')}, actual none` : undefined;
    return answer(new Map([...prices].map(([symbol, { price }]) => [symbol, price])), failure?.message ?? nothing);
  } catch (error) {
    return answer(new Map(), error instanceof Error ? error.message : String(error));
  } finally {
    cancel();
  }
}
