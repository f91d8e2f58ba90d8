import { Inject, Injectable } from '@nestjs/common';
import type { Log } from '@qt/catalogue';
import { type Amount, type Instrument, isTrading, roundQuantity } from '@qt/domain';
import type { InstrumentAnswer } from '@qt/market-data';
import { NOW, PollingService } from '@qt/nest-service';
import { LOG } from '@qt/telemetry';
import { Venue } from './venue/venue.ts';

/** How often the exchange is asked. */
const INTERVAL_MS = 60_000;

/** How long an instrument's rules stay valid after the exchange last stated them. */
const MAX_AGE_MS = 24 * 3_600_000;

/** A symbol takes no entry: the exchange does not trade it, or its rules are not known. */
export class InstrumentUnavailable extends Error {
  override readonly name = 'InstrumentUnavailable';

  constructor(
    readonly symbol: string,
    /** The exchange's own word for a symbol that it lists. */
    readonly status: string,
  ) {
    super(`instrument_unavailable: ${symbol}: expected the status TRADING, actual ${status}`);
  }
}

/** How the exchange trades each configured symbol, as it said last. */
@Injectable()
export class InstrumentsService extends PollingService {
  #known: { readonly answers: ReadonlyMap<string, InstrumentAnswer>; readonly at: number } | null = null;
  #reading: Promise<void> | null = null;
  #failing = false;

  constructor(
    private readonly venue: Venue,
    @Inject(NOW) private readonly now: () => number,
    @Inject(LOG) private readonly log: Pick<Log, 'info' | 'warn'>,
  ) {
    super();
  }

  /** Null: unlisted, or the exchange has not said yet, or not for a day. */
  async find(symbol: string): Promise<Instrument | null> {
    const answer = await this.#answer(symbol);
    return answer === null || answer === 'unlisted' ? null : answer;
  }

  /** @throws InstrumentUnavailable if the symbol takes no entry */
  async tradable(symbol: string): Promise<Instrument> {
    const answer = await this.#answer(symbol);
    if (answer === null) throw new InstrumentUnavailable(symbol, 'unknown: the exchange has not said');
    if (answer === 'unlisted') throw new InstrumentUnavailable(symbol, 'unlisted');
    if (!isTrading(answer)) throw new InstrumentUnavailable(symbol, answer.status);
    return answer;
  }

  /** How much of a position in this symbol can be sold: all of it, less what is smaller than a step where that is refused. */
  async closable(symbol: string, quantity: Amount): Promise<Amount> {
    if (this.venue.takesDust) return quantity;
    const instrument = await this.find(symbol);
    return instrument === null ? quantity : roundQuantity(instrument, quantity);
  }

  /** Whether the exchange has said that it does not trade the symbol; what it said last counts, however old. */
  isUnavailable(symbol: string): boolean {
    const answer = this.#known?.answers.get(symbol);
    return answer === 'unlisted' || (answer !== undefined && !isTrading(answer));
  }

  protected override pauseMs(): number {
    return INTERVAL_MS;
  }

  protected override round(): Promise<void> {
    return this.#read();
  }

  async #answer(symbol: string): Promise<InstrumentAnswer | null> {
    if (this.#usable() === null) await this.#read();
    return this.#usable()?.get(symbol) ?? null;
  }

  /** What the exchange said last, while it is young enough. */
  #usable(): ReadonlyMap<string, InstrumentAnswer> | null {
    return this.#known === null || this.now() - this.#known.at > MAX_AGE_MS ? null : this.#known.answers;
  }

  /** Those who ask at the same time share one request. Never rejects. */
  #read(): Promise<void> {
    this.#reading ??= this.#request().finally(() => {
      this.#reading = null;
    });
    return this.#reading;
  }

  async #request(): Promise<void> {
    try {
      this.#remember(await this.venue.instruments());
      if (this.#failing) this.log.info('the exchange states its instruments again');
      this.#failing = false;
    } catch (error) {
      if (!this.#failing) this.log.warn('the instruments of the exchange could not be read', { error });
      this.#failing = true;
    }
  }

  /** One log line for each change of a status. */
  #remember(answers: ReadonlyMap<string, InstrumentAnswer>): void {
    for (const [symbol, answer] of answers) {
      const [was, status] = [statusOf(this.#known?.answers.get(symbol)), statusOf(answer)];
      if (status === was || (was === undefined && status === 'TRADING')) continue;
      const message = `the exchange's status of ${symbol} is ${status}`;
      if (status === 'TRADING') this.log.info(message, { symbol });
      else this.log.warn(`${message}: it takes no entry`, { symbol });
    }
    this.#known = { answers, at: this.now() };
  }
}

function statusOf(answer: InstrumentAnswer | undefined): string | undefined {
  return typeof answer === 'object' ? answer.status : answer;
}
