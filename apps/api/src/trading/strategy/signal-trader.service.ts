import type { Action, Instruments, Profile } from '@qt/catalogue';
import type { ReserveRequest } from '@qt/contracts';
import type { Strategy } from '@qt/model';
import type { Signal } from '../../signals/signal.ts';
import type { Position } from '../domain/account.ts';
import type { Ledger } from '../ledger/ledger.repository.ts';
import { amount } from '../money.ts';
import { type LatestPrices, latestPrices, type PricesBySymbol } from '../quotes.service.ts';
import { type CarryOutParts, carryOut, type Wish } from './order-batch.service.ts';
import type { Owner } from './report-builder.ts';
import { closingOrder, dueBecause, entryOrder } from './strategy-orders.ts';
import type { Trader } from './trading-report.ts';

export interface SignalTraderParts extends CarryOutParts {
  readonly ledger: Pick<Ledger, 'position' | 'positions'>;
  readonly prices: LatestPrices;
  readonly strategies: Readonly<Record<Profile, Strategy>>;
  readonly instruments: Instruments<'qt_trade_decisions_total'>;
  readonly requestId: () => string;
  readonly now: () => number;
}

/** Trades as the profiles' strategies say: one position a profile and symbol, opened and closed whole. */
export function createSignalTrader(parts: SignalTraderParts): Trader {
  const { ledger, prices, strategies, instruments, now, requestId } = parts;

  return {
    async closeDue() {
      const positions = (await ledger.positions()).filter((one) => one.stopPrice !== null || one.expiresAt !== null);
      const found = await latestPrices(prices, symbolsOf(positions));
      const tally = await carryOut(parts, positions.map(closeIfDue(found)), found.prices);
      for (const position of positions) {
        const failure = found.failures.get(position.symbol);
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
      const held = new Set((await ledger.positions()).map(ownerOf));
      // Long-only: a sell without a position, and a buy beside one, lead to no order.
      const wanted = signals.filter((signal) => signal.action === (held.has(ownerOf(signal)) ? 'sell' : 'buy'));
      const found = await latestPrices(prices, symbolsOf(wanted));
      const wishes = wanted.map((signal) => (signal.action === 'buy' ? buy(signal, found) : sell(signal)));
      return (await carryOut(parts, wishes, found.prices)).report(decisions);
    },
  };

  function buy(signal: Signal, { prices: found, failures }: PricesBySymbol): Wish {
    const { symbol, profile } = signal;
    const plan: Wish['plan'] = async () => {
      if ((await ledger.position(symbol, profile)) !== undefined) return null;
      const price = found.get(symbol);
      if (price === undefined) throw failures.get(symbol) ?? new Error(`no price of ${symbol}`);
      const order = entryOrder(signal, strategies[profile], amount(price.price), requestId());
      if (order.quantity.isZero()) {
        throw new Error(`${strategies[profile].notionalUsdt} USDT of ${symbol} is less than one lot`);
      }
      return { order, signal: grounds(signal) };
    };
    return { symbol, profile, plan };
  }

  function sell(signal: Signal): Wish {
    const { symbol, profile } = signal;
    const plan: Wish['plan'] = async () => {
      const held = await ledger.position(symbol, profile);
      if (held === undefined) return null;
      return { order: closingOrder(held, 'signal', signal.at, requestId()), signal: grounds(signal) };
    };
    return { symbol, profile, plan };
  }

  function closeIfDue(found: PricesBySymbol): (position: Position) => Wish {
    return ({ symbol, profile }) => {
      const plan: Wish['plan'] = async () => {
        const held = await ledger.position(symbol, profile);
        const price = found.prices.get(symbol);
        const why = held && dueBecause(held, price === undefined ? null : amount(price.price), now());
        return held && why ? { order: closingOrder(held, why, now(), requestId()), signal: null } : null;
      };
      return { symbol, profile, plan };
    };
  }

  function grounds({ confidence, profile, modelExpiresAt }: Signal): ReserveRequest['signal'] {
    return {
      confidence,
      entry_threshold: strategies[profile].entryThreshold,
      model_expires_at: new Date(modelExpiresAt).toISOString(),
    };
  }
}

const ownerOf = ({ symbol, profile }: Owner) => `${profile}:${symbol}`;

const symbolsOf = (owners: readonly Owner[]) => owners.map(({ symbol }) => symbol);
