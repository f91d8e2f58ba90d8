import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { DenialReason } from '@qt/catalogue';
import { type Client, createClient, type LimitChange, type ReserveRequest, riskRoutes } from '@qt/contracts';
import { type System, until } from '@qt/test-kit';

/** What the system's services call each other with. */
export const SERVICE_TOKEN = 'a-service-of-the-tests';
/** `QT_MAX_QUANTITY_SOLUSDT`, for `quantity_limit`. */
export const MOST_SOL = '1';

/** `QT_MODEL_MAX_AGE_HOURS` */
const MODEL_MAX_AGE_MS = 48 * 3_600_000;

type Terms = Partial<ReserveRequest>;

/** Asks the risk guard as the API does, so that each reason is once the first to deny; every fault is lifted again. */
export class GuardDriver {
  readonly #system: System;
  readonly #guard: Client<typeof riskRoutes>;

  constructor(system: System) {
    this.#system = system;
    const headers = { 'x-admin-token': system.adminToken, authorization: `Bearer ${SERVICE_TOKEN}` };
    this.#guard = createClient(riskRoutes, { baseUrl: system.url('risk-guard'), headers, timeoutMs: 10_000, fetch });
  }

  /** Reasons that lie in an order's terms, in limits, or with an operator. The account holds a coin, and has paid a fee. */
  async everyReasonAtHand(): Promise<void> {
    const sol = Number((await this.#order({})).price);
    await this.#denied('symbol_not_allowed', { symbol: 'DOGEUSDT' });
    await this.#denied('price_missing', { price: null, price_observed_at: null });
    await this.#denied('price_stale', { price_observed_at: new Date(Date.now() - 200_000).toISOString() });
    await this.#denied('price_out_of_band', { price: (2 * sol).toFixed(2) });
    await this.#denied('facts_disagree', { available_cash: '1' });
    await this.#denied('notional_limit', { symbol: 'ETHUSDT', quantity: '10' });
    await this.#denied('quantity_limit', { quantity: '1.5' });
    await this.#denied('insufficient_balance', { side: 'sell', quantity: '1000' });
    await this.#whileLimited('position_limit', { max_position_notional: '5' });
    await this.#whileLimited('gross_exposure_limit', { max_gross_exposure: '5' });
    await this.#whileLimited('max_open_positions', { max_open_positions: 1 });
    await this.#whileLimited('rate_limited', { max_orders_per_minute: 1 });
    await this.#whileLimited('drawdown_limit', { max_drawdown: '0.00000001' });
    await this.#whileLimited('daily_loss_limit', { max_daily_loss: '0.00001' });
    // A limit that was reached stays in force until an operator resets it.
    await this.#denied('cooldown');
    await this.#guard.reset({ body: { reason: 'seen' } });
    await this.#repeat();
    await this.#byOperator();
    await this.#bySignal();
    await this.whileLocked();
  }

  /** Waits until an order is denied for this reason. */
  async untilDenied(reason: DenialReason, terms: Terms = {}): Promise<void> {
    await until(`a denial by ${reason}`, async () => (await this.#ask(terms)) === reason || undefined);
  }

  async untilAllowed(): Promise<void> {
    await until('an order to be allowed', async () => (await this.#ask({})) === 'allowed' || undefined);
  }

  /** A guard that was just started does not know the API's books while the API hangs. */
  async untilUnsure(resumeApi: () => void): Promise<void> {
    await this.untilDenied('reconciliation', { available_cash: '0' });
    resumeApi();
    await this.untilAllowed();
  }

  async #repeat(): Promise<void> {
    const first = await this.#order({ client_order_id: randomUUID() });
    const { reply, reservation } = await this.#reserve(first);
    if (reply !== 'allowed') throw new Error(`expected allowed, actual ${reply}`);
    await this.#denied('duplicate_order', { ...first, quantity: '0.6' });
    await this.#release(reservation);
  }

  /** Exits pass. */
  async whileEngaged(work: () => Promise<void>): Promise<void> {
    await this.#guard.killSwitch({ body: { enabled: true, reason: 'to see an exit' } });
    await work();
    await this.#guard.killSwitch({ body: { enabled: null, reason: 'seen' } });
  }

  async #byOperator(): Promise<void> {
    await this.#guard.killSwitch({ body: { enabled: true, reason: 'to see it' } });
    await this.#denied('kill_switch');
    await this.#guard.killSwitch({ body: { enabled: null, reason: 'seen' } });
    for (const state of ['reducing', 'halted'] as const) {
      await this.#guard.setState({ body: { state, reason: 'to see it' } });
      await this.#denied('reducing_only');
    }
    await this.#guard.setState({ body: { state: 'active', reason: 'seen' } });
  }

  async #bySignal(): Promise<void> {
    const models = await this.#system.retrainWorker().models();
    const current = models.ok ? models.body.items.find(({ state }) => state === 'current') : undefined;
    const expires = new Date(Date.parse(current?.card.trained_at ?? '') + MODEL_MAX_AGE_MS).toISOString();
    await this.#denied('low_confidence', { signal: this.#signal(expires, 0.1) });
  }

  #signal(model_expires_at: string, confidence = 0.9): ReserveRequest['signal'] {
    return { confidence, entry_threshold: 0.5, model_version: null, model_expires_at };
  }

  /** A database that another process has locked takes no decision. */
  async whileLocked(): Promise<void> {
    const holder = new DatabaseSync(join(this.#system.dataDir, 'risk-guard', 'risk-guard.db'));
    holder.exec('BEGIN IMMEDIATE');
    try {
      await this.untilDenied('store_unavailable');
    } finally {
      holder.close();
    }
    await this.untilAllowed();
  }

  async #whileLimited(reason: DenialReason, limits: LimitChange): Promise<void> {
    await this.#limit(limits);
    await this.#denied(reason);
    await this.#limit(Object.fromEntries(Object.keys(limits).map((name) => [name, null])));
  }

  async #limit(limits: LimitChange): Promise<void> {
    const reply = await this.#guard.setLimits({ body: { limits, reason: 'to see it' } });
    if (!reply.ok) throw new Error(`expected new limits, actual ${JSON.stringify(reply.error)}`);
  }

  /** @throws if the order passes, or is denied for another reason */
  async #denied(reason: DenialReason, terms: Terms = {}): Promise<void> {
    const actual = await this.#ask(terms);
    if (actual !== reason) throw new Error(`expected ${reason}, actual ${actual}`);
  }

  /** The reason of the denial, or `allowed`; what was reserved is released. */
  async #ask(terms: Terms): Promise<string> {
    const { reply, reservation } = await this.#reserve(await this.#order(terms));
    if (reservation !== undefined) await this.#release(reservation);
    return reply;
  }

  async #reserve(body: ReserveRequest): Promise<{ readonly reply: string; readonly reservation?: string }> {
    const answer = await this.#guard.reserve({ body });
    if (!answer.ok) return { reply: answer.error.message };
    if (answer.body.decision === 'denied') return { reply: answer.body.reason };
    return { reply: 'allowed', reservation: answer.body.reservation_id };
  }

  async #release(reservation_id: string | undefined): Promise<void> {
    if (reservation_id !== undefined) await this.#guard.release({ body: { reservation_id, why: 'seen' } });
  }

  /** A small order that passes, but for these terms. */
  async #order(terms: Terms): Promise<ReserveRequest> {
    const symbol = terms.symbol ?? 'SOLUSDT';
    const state = await this.#guard.state();
    const seen = state.ok ? state.body.prices.find((one) => one.symbol === symbol) : undefined;
    const cash = terms.available_cash ?? (await this.#cash());
    return {
      client_order_id: randomUUID(),
      symbol,
      side: 'buy',
      quantity: '0.5',
      reduce_only: false,
      origin: 'manual',
      profile: null,
      price: seen?.price ?? '1',
      price_observed_at: new Date().toISOString(),
      available_cash: cash,
      signal: null,
      ...terms,
    };
  }

  async #cash(): Promise<string> {
    const account = await this.#system.api().account();
    return account.ok ? account.body.cash : '0';
  }
}
