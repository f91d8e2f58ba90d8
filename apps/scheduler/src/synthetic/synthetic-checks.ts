import { CLOCKS, type ClockName, PROVIDERS, type ProviderName } from '@qt/catalogue';
import { MINUTE_MS } from '@qt/contracts';
import { type ClockSource, clockOffset, type PriceSource } from '@qt/market-data';
import type { StartedRun, Work } from '../scheduling/job.ts';
import type { Check, CheckResult } from './check.ts';
import { implausible, near, type Reference } from './plausibility.ts';
import { type ProviderReply, type QueryOptions, queryProvider } from './query-provider.ts';

/** How long a price on which all providers agreed serves as a reference. */
const AGREED_FOR_MS = 15 * MINUTE_MS;

interface SyntheticChecksOptions extends QueryOptions {
  /**
   * The providers themselves: one attempt with a time-out, bypassing cache, failover and circuit breaker. Each refuses prices that
   * are not fresh (Binance 60 s, CoinGecko 180 s) or not above 0, and sends nothing during a ban.
   */
  readonly sources: Readonly<Record<ProviderName, PriceSource>>;
  readonly clocks: Readonly<Record<ClockName, ClockSource>>;
  /** `seconds`: by how much a provider's clock is ahead of ours; undefined if that is not known now. */
  readonly recordOffset: (provider: ClockName, seconds: number | undefined) => void;
  /** `asked`: whether a request was sent; a provider that has banned us fails without one. */
  readonly record: (check: Check, asked: boolean, run: StartedRun) => Promise<void>;
}

interface Agreed {
  readonly price: string;
  /** Unix ms. */
  readonly at: number;
}

/**
 * Requests the prices of these symbols from each provider and checks that they are present, fresh, above 0, and plausible
 * beside the other provider's and the last agreed price. A failing provider is a result, not a failure of the job.
 */
export function syntheticChecks(options: SyntheticChecksOptions): Work {
  const agreed = new Map<string, Agreed>();
  return async (signal, run) => {
    const answers = await Promise.all(
      PROVIDERS.map((target) => queryProvider(target, options.sources[target], options, signal)),
    );
    // An aborted run says nothing about a provider.
    signal.throwIfAborted();
    for (const answer of answers) {
      const { target, at: checkedAt, durationMs, asked } = answer;
      await options.record({ target, checkedAt, durationMs, result: resultOf(answer, answers, agreed) }, asked, run);
    }
    for (const symbol of options.symbols) agree(symbol, answers, agreed);
    // After the prices, so that the connection is open and only the way of one small request counts.
    for (const provider of CLOCKS) {
      options.recordOffset(provider, await clockOffset(options.clocks[provider], options.now, signal));
    }
    return { status: 'success', symbolsDone: options.symbols.length };
  };
}

function resultOf(
  answer: ProviderReply,
  all: readonly ProviderReply[],
  agreed: ReadonlyMap<string, Agreed>,
): CheckResult {
  if (answer.error !== undefined) return { ok: false, error: answer.error };
  for (const [symbol, price] of answer.prices) {
    const others = all.filter((other) => other !== answer);
    const problem = implausible(symbol, price, referencesFor(symbol, others, agreed, answer.at));
    if (problem !== undefined) return { ok: false, error: `${answer.target}: ${problem}` };
  }
  return { ok: true };
}

function referencesFor(
  symbol: string,
  others: readonly ProviderReply[],
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

function agree(symbol: string, answers: readonly ProviderReply[], agreed: Map<string, Agreed>): void {
  const [price, ...others] = answers.map((answer) => answer.prices.get(symbol)).filter((one) => one !== undefined);
  const at = answers[0]?.at;
  if (price === undefined || at === undefined || others.length === 0) return;
  if (others.every((other) => near(other, price))) agreed.set(symbol, { price, at });
}
