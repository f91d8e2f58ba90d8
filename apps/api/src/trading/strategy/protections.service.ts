import { Inject, Injectable } from '@nestjs/common';
import type { Profile } from '@qt/catalogue';
import { MINUTE_MS } from '@qt/contracts';
import { type Amount, amount, type Denial, decimalText, ZERO } from '@qt/domain';
import type { Strategy } from '@qt/model';
import { ApiConfig } from '../../config.ts';
import { LedgerRepository, type Stop } from '../ledger/ledger.repository.ts';
import { PROFILE_STRATEGIES } from '../tokens.ts';

/** A profile that wants to buy. */
interface Entry {
  readonly symbol: string;
  readonly profile: Profile;
  /** Unix ms. */
  readonly at: number;
}

/** What a profile has realised, USDT. */
interface Curve {
  readonly sum: Amount;
  /** The highest sum so far, 0 at first. */
  readonly peak: Amount;
}

/** Whether a profile may enter after losses: cool-down, repeated stops, drawdown. Exits are never asked about. */
@Injectable()
export class ProtectionsService {
  readonly #curves = new Map<Profile, Curve>();
  #lastFill = 0;

  constructor(
    private readonly ledger: LedgerRepository,
    private readonly config: ApiConfig,
    @Inject(PROFILE_STRATEGIES) private readonly strategies: Readonly<Record<Profile, Strategy>>,
  ) {}

  /** Why no entry goes out; null: one may. */
  async denialOf(entry: Entry): Promise<Denial | null> {
    return (await this.#coolDown(entry)) ?? (await this.#repeatedStops(entry)) ?? (await this.#drawdown(entry));
  }

  /** After a stop a profile buys no more of the symbol for as long as it would have held it. */
  async #coolDown({ symbol, profile, at }: Entry): Promise<Denial | null> {
    const stoppedAt = await this.ledger.stoppedAt({ symbol, profile });
    const until = (stoppedAt ?? 0) + this.strategies[profile].holdMinutes * MINUTE_MS;
    if (stoppedAt === null || at >= until) return null;
    const [limit, observed] = [instant(until), instant(at)];
    const message = `${symbol} was stopped: expected no entry before ${limit}, actual ${observed}`;
    return { reason: 'cooldown', limit, observed, message };
  }

  /** After many stops in a short time nobody buys the symbol, or anything, for a while. */
  async #repeatedStops({ symbol, at }: Entry): Promise<Denial | null> {
    const { QT_STOPS_WINDOW_MINUTES: window, QT_STOPS_PAUSE_MINUTES: pause } = this.config;
    const { QT_MAX_STOPS_PER_SYMBOL: perSymbol, QT_MAX_STOPS: perAccount } = this.config;
    const since = at - (window + pause) * MINUTE_MS;
    const stops = (await this.ledger.stopsSince(since)).filter((stop) => stop.at <= at);
    const ofSymbol = stops.filter((stop) => stop.symbol === symbol);
    return this.#paused(symbol, ofSymbol, perSymbol, at) ?? this.#paused('all symbols', stops, perAccount, at);
  }

  #paused(what: string, stops: readonly Stop[], most: number, at: number): Denial | null {
    const { QT_STOPS_WINDOW_MINUTES: window, QT_STOPS_PAUSE_MINUTES: pause } = this.config;
    const [first, last] = [stops.at(-most), stops.at(-1)];
    if (most === 0 || first === undefined || last === undefined) return null;
    const until = last.at + pause * MINUTE_MS;
    if (last.at - first.at > window * MINUTE_MS || at >= until) return null;
    const limit = `fewer than ${most} stops of ${what} in ${window} min`;
    const observed = `${most} in ${Math.ceil((last.at - first.at) / MINUTE_MS)} min`;
    const message = `stops of ${what}: expected fewer than ${most} in ${window} min, actual ${observed}; no entry before ${instant(until)}`;
    return { reason: 'cooldown', limit, observed, message };
  }

  /** While what a profile realised is too far below its highest, as a share of what the account was opened with. */
  async #drawdown({ profile }: Entry): Promise<Denial | null> {
    const most = this.config.QT_MAX_PROFILE_DRAWDOWN;
    if (most === undefined) return null;
    await this.#follow();
    const { sum, peak } = this.#curves.get(profile) ?? { sum: ZERO, peak: ZERO };
    const { openingBalance } = await this.ledger.totals();
    const fall = peak.minus(sum);
    if (fall.lte(openingBalance.times(most))) return null;
    const limit = decimalText(amount(most));
    const observed = fall.dividedBy(openingBalance).toDecimalPlaces(6).toFixed();
    const message = `drawdown of ${profile}: expected at most ${limit}, actual ${observed}, ${decimalText(fall)} USDT below its peak`;
    return { reason: 'drawdown_limit', limit, observed, message };
  }

  async #follow(): Promise<void> {
    for (const { sequence, profile, pnl } of await this.ledger.realisedSince(this.#lastFill)) {
      this.#lastFill = sequence;
      if (profile === null) continue;
      const { sum, peak } = this.#curves.get(profile) ?? { sum: ZERO, peak: ZERO };
      const next = sum.plus(pnl);
      this.#curves.set(profile, { sum: next, peak: next.greaterThan(peak) ? next : peak });
    }
  }
}

const instant = (ms: number) => new Date(ms).toISOString();
