import type { Action, DenialReason, Instruments, Log, Profile } from '@qt/catalogue';
import type { ReserveRequest, WalkReport } from '@qt/contracts';
import { MarketDataUnavailable, type Price, type PriceSource, ProviderFailure } from '@qt/market-data';
import type { Strategy } from '@qt/model';
import type { Signal } from '../signals/signal.ts';
import type { Tracing } from '../signals/tracing.ts';
import type { Position } from './book.ts';
import type { Ledger } from './ledger.ts';
import { amount } from './money.ts';
import type { Order } from './order.ts';
import type { OrderDesk, Place, Placement } from './order-desk.ts';
import { closingOrder, dueBecause, entryOrder } from './planning.ts';
import type { Trader, TradingReport } from './trader.ts';

export interface SignalTraderParts {
  readonly desk: OrderDesk;
  readonly ledger: Pick<Ledger, 'positions'>;
  readonly prices: Pick<PriceSource, 'latestOf'>;
  readonly strategies: Readonly<Record<Profile, Strategy>>;
  readonly instruments: Instruments<'qt_trade_decisions_total'>;
  readonly log: Pick<Log, 'error'>;
  readonly tracing: Pick<Tracing, 'withContext'>;
  readonly requestId: () => string;
  readonly now: () => number;
}

/** What one profile wants of one symbol, decided in a turn of the account; null: nothing any more. */
type Plan = () => Promise<{ readonly order: Order; readonly signal: ReserveRequest['signal'] } | null>;

interface Wish {
  readonly symbol: string;
  readonly profile: Profile | null;
  readonly plan: Plan;
}

/** Trades as the profiles' strategies say: one position a profile and symbol, opened and closed whole. */
export function createSignalTrader(parts: SignalTraderParts): Trader {
  const { desk, ledger, prices, strategies, instruments, now, requestId } = parts;

  const heldBy = async (profile: Profile | null, symbol: string): Promise<Position | undefined> =>
    (await ledger.positions()).find((position) => position.profile === profile && position.symbol === symbol);

  const planOf =
    (signal: Signal, price: Price | undefined): Plan =>
    async () => {
      const { symbol, profile } = signal;
      const terms = signalTerms(signal, strategies[profile]);
      const held = await heldBy(profile, symbol);
      if (signal.action === 'sell') {
        return held === undefined
          ? null
          : { order: closingOrder(held, 'signal', signal.at, requestId()), signal: terms };
      }
      if (held !== undefined) return null;
      if (price === undefined) throw new Error(`no price of ${symbol} to size the order by`);
      const order = entryOrder(signal, strategies[profile], amount(price.price), requestId());
      if (order.quantity.isZero())
        throw new Error(`${strategies[profile].notionalUsdt} USDT of ${symbol} is less than a lot`);
      return { order, signal: terms };
    };

  const closingPlan =
    ({ profile, symbol }: Position, price: Price | undefined): Plan =>
    async () => {
      const held = await heldBy(profile, symbol);
      const why = held && dueBecause(held, price === undefined ? null : amount(price.price), now());
      return held && why ? { order: closingOrder(held, why, now(), requestId()), signal: null } : null;
    };

  const pricesOf = async (symbols: readonly string[]) => {
    if (symbols.length === 0) return { prices: new Map<string, Price>(), failures: new Map<string, Error>() };
    try {
      return await prices.latestOf([...new Set(symbols)]);
    } catch (error) {
      return { prices: new Map<string, Price>(), failures: new Map(symbols.map((symbol) => [symbol, asError(error)])) };
    }
  };

  const carryOut = async (wishes: readonly Wish[], priceOf: ReadonlyMap<string, Price>): Promise<Tally> => {
    const tally = createTally();
    let guardError: string | undefined;
    for (const wish of wishes) {
      const { symbol, profile } = wish;
      await parts.tracing.withContext(profile === null ? { symbol } : { symbol, profile }, async () => {
        try {
          const placement = await desk.inTurn(async (place: Place) => {
            const planned = await wish.plan();
            if (planned === null) return null;
            // One unanswered question is enough for a scan: each would wait until its deadline.
            if (guardError !== undefined) return { outcome: 'guard_unavailable', error: guardError } as const;
            return place({ ...planned, price: priceOf.get(symbol) ?? null });
          });
          if (placement?.outcome === 'guard_unavailable') guardError = placement.error;
          tally.count(wish, placement);
        } catch (error) {
          parts.log.error(`an order could not be placed: ${asError(error).message}`);
          tally.fail(wish, asError(error));
        }
      });
    }
    return tally;
  };

  return {
    async closeDue() {
      const positions = (await ledger.positions()).filter((p) => p.stopPrice !== null || p.expiresAt !== null);
      const { prices: found, failures } = await pricesOf(positions.map(({ symbol }) => symbol));
      const wishes = positions.map((position) => ({
        symbol: position.symbol,
        profile: position.profile,
        plan: closingPlan(position, found.get(position.symbol)),
      }));
      const tally = await carryOut(wishes, found);
      for (const position of positions) {
        const failure = failures.get(position.symbol);
        if (position.stopPrice !== null && failure !== undefined) tally.fail(position, failure);
      }
      return tally.report({ buy: 0, sell: 0, hold: 0 });
    },

    async act(signals) {
      const decisions: Record<Action, number> = { buy: 0, sell: 0, hold: 0 };
      for (const { symbol, action } of signals) {
        instruments.qt_trade_decisions_total.add(1, { symbol, action });
        decisions[action]++;
      }
      const wanted = signals.filter(({ action }) => action !== 'hold');
      const { prices: found } = await pricesOf(wanted.map(({ symbol }) => symbol));
      const wishes = wanted.map((signal) => ({
        symbol: signal.symbol,
        profile: signal.profile,
        plan: planOf(signal, found.get(signal.symbol)),
      }));
      return (await carryOut(wishes, found)).report(decisions);
    },
  };
}

interface Tally {
  count(of: Owner, placement: Placement | null): void;
  fail(of: Owner, error: Error): void;
  report(decisions: TradingReport['decisions']): TradingReport;
}
type Owner = Pick<Position, 'symbol' | 'profile'>;

function createTally(): Tally {
  let orders = 0;
  const denials: Partial<Record<DenialReason, number>> = {};
  const failures: WalkReport['failures'] = [];
  const fail = ({ symbol, profile }: Owner, error: Error) =>
    failures.push({ symbol, profile, provider: providerOf(error), error: error.message });
  return {
    fail,
    count(of, placement) {
      switch (placement?.outcome) {
        case 'filled':
          orders++;
          break;
        case 'denied':
          denials[placement.denial.reason] = (denials[placement.denial.reason] ?? 0) + 1;
          break;
        case 'guard_unavailable':
        case 'price_unavailable':
        case 'not_executed':
          fail(of, new Error(placement.error));
      }
    },
    report: (decisions) => ({ decisions, orders, denials, failures }),
  };
}

function providerOf(error: Error) {
  if (error instanceof MarketDataUnavailable) return error.failures[0]?.provider ?? null;
  return error instanceof ProviderFailure ? error.provider : null;
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

function signalTerms(signal: Signal, strategy: Strategy): ReserveRequest['signal'] {
  return {
    confidence: signal.confidence,
    entry_threshold: strategy.entryThreshold,
    model_expires_at: new Date(signal.modelExpiresAt).toISOString(),
  };
}
