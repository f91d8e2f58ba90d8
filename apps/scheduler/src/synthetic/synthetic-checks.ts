import { PROVIDERS, type ProviderName } from '@qt/catalogue';
import { MINUTE_MS } from '@qt/contracts';
import type { PriceSource } from '@qt/market-data';
import type { Work } from '../scheduling/job.ts';
import type { Check, CheckResult } from './check.ts';
import { implausible, near, type Reference } from './plausibility.ts';
import { type Answer, type QueryOptions, queryProvider } from './query-provider.ts';

/** A price on which all providers agreed vouches for the next ones this long. */
const AGREED_FOR_MS = 15 * MINUTE_MS;

export interface SyntheticChecksOptions extends QueryOptions {
  /**
   * The providers themselves: one attempt, bounded in time, past cache, failover and breaker. Each refuses prices that
   * are not fresh (Binance 60 s, CoinGecko 180 s) or not above 0, and sends nothing during a ban.
   */
  readonly sources: Readonly<Record<ProviderName, PriceSource>>;
  /** `asked`: whether the provider was; one that has banned us is found failing without. */
  readonly record: (check: Check, asked: boolean) => Promise<void>;
}

interface Agreed {
  readonly price: string;
  /** Unix ms. */
  readonly at: number;
}

/**
 * Asks each provider for the prices of these symbols and checks the answers: there, fresh, above 0, and plausible
 * beside the other's and the price of before. A provider found failing is a result, not a failure of the job.
 */
export function syntheticChecks(options: SyntheticChecksOptions): Work {
  const agreed = new Map<string, Agreed>();
  return async (signal) => {
    const answers = await Promise.all(
      PROVIDERS.map((target) => queryProvider(target, options.sources[target], options, signal)),
    );
    // A run that was aborted says nothing about any provider.
    signal.throwIfAborted();
    for (const answer of answers) {
      const { target, at: checkedAt, durationMs, asked } = answer;
      await options.record({ target, checkedAt, durationMs, result: resultOf(answer, answers, agreed) }, asked);
    }
    for (const symbol of options.symbols) agree(symbol, answers, agreed);
    return { status: 'success', symbolsDone: options.symbols.length };
  };
}

function resultOf(answer: Answer, all: readonly Answer[], agreed: ReadonlyMap<string, Agreed>): CheckResult {
  if (answer.error !== undefined) return { ok: false, error: answer.error };
  for (const [symbol, price] of answer.prices) {
    const others = all.filter((other) => other !== answer);
    const fault = implausible(symbol, price, referencesFor(symbol, others, agreed, answer.at));
    if (fault !== undefined) return { ok: false, error: `${answer.target}: ${fault}` };
  }
  return { ok: true };
}

function referencesFor(
  symbol: string,
  others: readonly Answer[],
  agreed: ReadonlyMap<string, Agreed>,
  now: number,
): Reference[] {
  const references: Reference[] = [];
  for (const other of others) {
    const price = other.prices.get(symbol);
    if (price !== undefined) references.push({ whose: other.target, price });
  }
  const before = agreed.get(symbol);
  if (before && now - before.at <= AGREED_FOR_MS) references.push({ whose: 'all, before', price: before.price });
  return references;
}

function agree(symbol: string, answers: readonly Answer[], agreed: Map<string, Agreed>): void {
  const [price, ...others] = answers.map((answer) => answer.prices.get(symbol)).filter((one) => one !== undefined);
  const at = answers[0]?.at;
  if (price === undefined || at === undefined || others.length === 0) return;
  if (others.every((other) => near(other, price))) agreed.set(symbol, { price, at });
}
