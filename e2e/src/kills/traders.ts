import { setTimeout as pause } from 'node:timers/promises';
import type { Services } from '@qt/test-kit';
import { randomFrom } from '../random.ts';

/** The largest orders cost about 1000 USDT, so that they meet the limits per trade and per position. */
const LARGEST: Readonly<Record<string, number>> = { BTCUSDT: 0.02, ETHUSDT: 0.4, SOLUSDT: 7 };
const SYMBOLS = Object.keys(LARGEST);
/** Doubles with each further try, so that what is to start again has the processor to itself. */
const RETRY_AFTER_MS = 250;
const RETRY_AFTER_MOST_MS = 2_000;

/** What the API has answered for good. */
export interface Answers {
  /** By client_order_id, what was said of the fill. */
  readonly filled: Map<string, { readonly price: string; readonly filled_at: string }>;
  /** By client_order_id, why not. */
  readonly denied: Map<string, string>;
  /** By client_order_id, the code of what the API refused itself. */
  readonly refused: Map<string, string>;
  /** How many requests had no final answer and were sent again. */
  retries: number;
}

/** Callers of the API, each with one order at a time, which it repeats under the same id until it is answered for good. */
export class Traders {
  readonly answers: Answers = { filled: new Map(), denied: new Map(), refused: new Map(), retries: 0 };
  readonly #api: Services['api'];
  readonly #seed: number;
  readonly #count: number;
  #trading: Promise<unknown> = Promise.resolve();
  #stopped = true;
  #orders = 0;

  constructor({ api }: Pick<Services, 'api'>, seed: number, count: number) {
    this.#api = api;
    this.#seed = seed;
    this.#count = count;
  }

  start(): void {
    this.#stopped = false;
    this.#trading = Promise.all(Array.from({ length: this.#count }, () => this.#trade()));
  }

  /** Resolves when every order is answered. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#trading;
  }

  get answered(): number {
    return this.answers.filled.size + this.answers.denied.size + this.answers.refused.size;
  }

  async #trade(): Promise<void> {
    while (!this.#stopped) await this.#order(++this.#orders);
  }

  async #order(n: number): Promise<void> {
    const random = randomFrom(this.#seed + n * 7919);
    const symbol = SYMBOLS[Math.floor(random() * SYMBOLS.length)] ?? 'BTCUSDT';
    const quantity = Math.max(0.001, random() * (LARGEST[symbol] ?? 1)).toFixed(3);
    const side = random() < 0.65 ? 'buy' : 'sell';
    const body = { client_order_id: `kill-${this.#seed}-${n}`, symbol, side, quantity } as const;
    for (let wait = RETRY_AFTER_MS; ; wait = Math.min(2 * wait, RETRY_AFTER_MOST_MS)) {
      const reply = await this.#api(15_000).placeTrade({ body });
      if (reply.ok) {
        if ('state' in reply.body) throw new Error('a market order is never open');
        this.answers.filled.set(body.client_order_id, reply.body);
        return;
      }
      if (reply.status !== null && reply.status < 500) {
        // Too small for the exchange, say: the guard is not asked.
        if (reply.error.code !== 'risk_denied') {
          this.answers.refused.set(body.client_order_id, reply.error.code);
          return;
        }
        const reason = String((reply.error.details as { reason?: string } | undefined)?.reason);
        // The guard could not store it, which decides nothing, like a 503.
        if (reason !== 'store_unavailable') {
          this.answers.denied.set(body.client_order_id, reason);
          return;
        }
      }
      this.answers.retries += 1;
      await pause(wait);
    }
  }
}
