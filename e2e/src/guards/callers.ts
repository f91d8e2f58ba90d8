import { randomUUID } from 'node:crypto';
import { type Client, createClient, riskRoutes } from '@qt/contracts';
import type { History, Operation } from './history.ts';

/** USDT for one of any symbol. */
export const PRICE = '50000';
export const CASH = '1000000000';
/** The most that may be reserved of a symbol at once, and what one lot is. */
export const CAP_LOTS = 10;
export const CAP_NOTIONAL = '5500';
const LOT = 0.01;
const MOST_LOTS = 4;
/** Longer than a replica holds a request, so that nothing is on its way when a round ends. */
const TIMEOUT_MS = 30_000;
interface Failure {
  readonly code: string;
  readonly message: string;
}

/** A reservation that its caller may release. */
interface Held {
  readonly id: number;
  readonly reservationId: string;
}

/** What callers do with one symbol in a round. */
class Book {
  readonly symbol: string;
  readonly operations: Operation[] = [];
  readonly held: Held[] = [];
  ids = 0;

  constructor(symbol: string) {
    this.symbol = symbol;
  }
}

type Guard = Client<typeof riskRoutes>;

/** Many callers at once, each asking any replica for lots of any symbol, or giving some back. */
export class Callers {
  readonly #guards: readonly Guard[];
  readonly #symbols: readonly string[];
  readonly #random: () => number;
  /** What was answered by something else than the cap, by reason. */
  readonly otherAnswers = new Map<string, number>();

  constructor(urls: readonly string[], token: string, symbols: readonly string[], random: () => number) {
    const headers = { authorization: `Bearer ${token}` };
    this.#guards = urls.map((baseUrl) => createClient(riskRoutes, { baseUrl, headers, timeoutMs: TIMEOUT_MS, fetch }));
    this.#symbols = symbols;
    this.#random = random;
  }

  /** Calls until `isOver`, and returns what was seen of each symbol once every call has ended. */
  async round(callers: number, isOver: () => boolean): Promise<History[]> {
    const books = this.#symbols.map((symbol) => new Book(symbol));
    const call = async (client: number) => {
      while (!isOver()) await this.#callOnce(client, this.#oneOf(books));
    };
    await Promise.all(Array.from({ length: callers }, (_, client) => call(client)));
    return books.map(({ symbol, operations }) => ({ symbol, cap: CAP_LOTS, operations }));
  }

  async #callOnce(client: number, book: Book): Promise<void> {
    const held = this.#random() < 0.4 ? book.held.shift() : undefined;
    const id = held?.id ?? book.ids++;
    const lots = held === undefined ? 1 + Math.floor(this.#random() * MOST_LOTS) : 0;
    const call = now();
    const answer = held === undefined ? await this.#reserve(book, id, lots) : await this.#release(book, held);
    if (answer === 'refused') return;
    book.operations.push({
      client,
      kind: held === undefined ? 'reserve' : 'release',
      id,
      lots,
      call,
      return: now(),
      answer,
    });
  }

  async #reserve(book: Book, id: number, lots: number): Promise<Operation['answer'] | 'refused'> {
    const body = {
      client_order_id: randomUUID(),
      symbol: book.symbol,
      side: 'buy',
      quantity: (lots * LOT).toFixed(2),
      reduce_only: false,
      origin: 'manual',
      profile: null,
      price: PRICE,
      price_observed_at: new Date().toISOString(),
      available_cash: CASH,
      signal: null,
    } as const;
    const reply = await this.#oneOf(this.#guards).reserve({ body });
    if (!reply.ok) return this.#noted(...unanswered(reply.error));
    if (reply.body.decision === 'allowed') {
      book.held.push({ id, reservationId: reply.body.reservation_id });
      return 'allowed';
    }
    const reasons = reply.body.denials.map(({ reason }) => reason);
    if (reasons.every((reason) => reason === 'position_limit')) return 'denied';
    // One that could not be stored may have counted for a while.
    const [other = ''] = reasons.filter((reason) => reason !== 'position_limit');
    return this.#noted(other, other === 'store_unavailable' ? 'none' : 'refused');
  }

  async #release({ held }: Book, one: Held): Promise<Operation['answer'] | 'refused'> {
    const reply = await this.#oneOf(this.#guards).release({
      body: { reservation_id: one.reservationId, why: 'given back' },
    });
    if (!reply.ok) {
      const [reason, answer] = unanswered(reply.error);
      if (answer === 'refused') held.push(one);
      return this.#noted(reason, answer);
    }
    return reply.body.released ? 'released' : 'absent';
  }

  #noted<A>(reason: string, answer: A): A {
    this.otherAnswers.set(reason, (this.otherAnswers.get(reason) ?? 0) + 1);
    return answer;
  }

  #oneOf<T>(all: readonly T[]): T {
    return all[Math.floor(this.#random() * all.length)] as T;
  }
}

/** What never reached a guard was not carried out. */
function unanswered({ code, message }: Failure): [reason: string, answer: 'none' | 'refused'] {
  return message.includes('ECONNREFUSED') ? ['nobody there', 'refused'] : [code, 'none'];
}

/** Nanoseconds, by a clock that only goes on. */
const now = () => Math.round(performance.now() * 1e6);
