import type { OrderRequest } from '../domain/order-request.ts';
import type { ReportedFill } from '../domain/reservation.ts';

/** The limits that no order may get past. Money in USDT, quantities in the base asset. */
export const CAPS = {
  notional: 790,
  position: 1500,
  gross: 2600,
  openPositions: 2,
  quantity: 0.04,
  dailyLoss: 20,
  ordersPerMinute: 5,
  bandPercent: 10,
  priceAgeMs: 90_000,
  allowance: 0.005,
  openingCash: 3000,
  ttlMs: 30_000,
};

const DAY_MS = 86_400_000;
/** What binary fractions are off by at most. */
const SLACK = 1e-6;
/** Less than the smallest lot, so that a position of one lot is one. */
const NOTHING = 1e-10;

interface Lot {
  readonly profile: string | null;
  readonly openedAt: number;
  quantity: number;
  cost: number;
}

interface Reported {
  readonly symbol: string;
  readonly side: string;
  readonly quantity: number;
  readonly usdt: number;
  readonly fee: number;
  open: boolean;
}

interface Open {
  readonly side: 'buy' | 'sell';
  readonly symbol: string;
  readonly quantity: number;
  readonly price: number;
  readonly expiresAt: number;
}

/** The true state, counted independently of the guard and as simply as possible: what filled, what may still fill, and what the market says. */
export class TrueBooks {
  now: number;
  cash = CAPS.openingCash;
  killed = false;
  readonly market = new Map<string, number>();
  readonly held = new Map<string, number>();
  readonly open = new Map<string, Open>();
  /** By order, all that was reported of it so far. */
  readonly #filled = new Map<string, Reported>();
  readonly #profiles = new Map<string, string | null>();
  /** By symbol, what is held with its cost, and what was sold without being held with its proceeds. */
  readonly #lots = new Map<string, { held: Lot[]; short: { quantity: number; proceeds: number } }>();
  #realised: { at: number; pnl: number }[] = [];
  #allowedAt: number[] = [];

  constructor(now: number) {
    this.now = now;
  }

  /** A fill is what happened, however wrong its report; of one order what the first reports say, up to one that is its last. */
  fill(report: ReportedFill): void {
    const { clientOrderId: id, symbol, side, filledAt } = report;
    const [quantity, usdtSoFar] = [report.quantity.toNumber(), report.quantity.times(report.price).toNumber()];
    const before = this.#filled.get(id);
    if (before !== undefined && !before.open) return;
    const contradicts = before !== undefined && (before.symbol !== symbol || before.side !== side);
    const [lots, usdt] = [quantity - (before?.quantity ?? 0), usdtSoFar - (before?.usdt ?? 0)];
    const order = this.open.get(id);
    if (!report.open) this.open.delete(id);
    if (before !== undefined && (contradicts || lots <= NOTHING || usdt < -SLACK)) {
      if (!report.open) before.open = false;
      return;
    }
    if (report.open && order !== undefined)
      this.open.set(id, { ...order, quantity: Math.max(0, order.quantity - lots) });
    const feeSoFar = report.fee.toNumber();
    const fee = feeSoFar - (before?.fee ?? 0);
    this.#filled.set(id, { symbol, side, quantity, usdt: usdtSoFar, fee: feeSoFar, open: report.open });
    this.held.set(symbol, this.#held(symbol) + (side === 'buy' ? lots : -lots));
    this.cash += (side === 'buy' ? -usdt : usdt) - fee;
    const at = Math.min(filledAt, this.now);
    const profile = this.#profiles.get(id) ?? null;
    const gross =
      side === 'buy' ? this.#bought(symbol, profile, lots, usdt, at) : this.#sold(symbol, profile, lots, usdt);
    this.#realised.push({ at, pnl: gross - fee });
  }

  /** What buying back a short realises. */
  #bought(symbol: string, profile: string | null, lots: number, usdt: number, at: number): number {
    const { held, short } = this.#bookOf(symbol);
    const back = Math.min(lots, short.quantity);
    const proceeds = back > 0 ? (short.proceeds * back) / short.quantity : 0;
    short.quantity -= back;
    short.proceeds -= proceeds;
    const [quantity, cost] = [lots - back, (usdt * (lots - back)) / lots];
    const lot = held.find((one) => one.profile === profile);
    if (lot !== undefined) {
      lot.quantity += quantity;
      lot.cost += cost;
    } else if (quantity > NOTHING) held.push({ profile, openedAt: at, quantity, cost });
    return proceeds - (usdt * back) / lots;
  }

  /** What selling realises: first of the profile, then by hand, then the oldest. What is not held realises nothing yet. */
  #sold(symbol: string, profile: string | null, lots: number, usdt: number): number {
    const book = this.#bookOf(symbol);
    const rank = (one: Lot) => (one.profile === profile ? 0 : one.profile === null ? 1 : 2);
    let [left, realised] = [lots, 0];
    for (const lot of book.held.toSorted((a, b) => rank(a) - rank(b) || a.openedAt - b.openedAt)) {
      const taken = Math.min(left, lot.quantity);
      const cost = (lot.cost * taken) / lot.quantity;
      realised += (usdt * taken) / lots - cost;
      lot.quantity -= taken;
      lot.cost -= cost;
      left -= taken;
    }
    book.held = book.held.filter(({ quantity }) => quantity > NOTHING);
    if (left > NOTHING) {
      book.short.quantity += left;
      book.short.proceeds += (usdt * left) / lots;
    }
    return realised;
  }

  #bookOf(symbol: string) {
    const book = this.#lots.get(symbol) ?? { held: [], short: { quantity: 0, proceeds: 0 } };
    this.#lots.set(symbol, book);
    return book;
  }

  /** Why an order that was allowed should not have been; null: it is inside every limit. Call it before `reserve`. */
  breach(order: OrderRequest): string | null {
    const { clientOrderId, symbol, side, quantity, quote } = order;
    const lots = quantity.toNumber();
    // One that has filled whole, and is reported open, adds nothing any more.
    const open = [...this.open].filter(
      ([id, one]) => id !== clientOrderId && one.expiresAt > this.now && one.quantity > NOTHING,
    );
    const onOrder = (of: string, which: 'buy' | 'sell') =>
      open.filter(([, one]) => one.symbol === of && one.side === which).map(([, one]) => one);
    const sum = (all: readonly number[]) => all.reduce((a, b) => a + b, 0);
    if (this.#filled.has(clientOrderId)) return 'an id that has filled';
    if (side === 'sell') {
      const most = this.#heldLong(symbol) - sum(onOrder(symbol, 'sell').map((one) => one.quantity));
      return lots > most + SLACK ? `a sell of ${lots}, expected at most ${most}` : null;
    }
    const market = this.market.get(symbol);
    if (this.killed) return 'a buy, while killed';
    if (market === undefined) return 'a buy without a market price';
    if (quote === null) return 'a buy without a price';
    if (this.now - quote.observedAt > CAPS.priceAgeMs) return 'a buy at an old price';
    const asked = quote.price.toNumber();
    if (Math.abs(asked - market) * 100 > market * CAPS.bandPercent + SLACK)
      return `a buy at ${asked}, market ${market}`;
    const price = Math.max(asked, market);
    const worst = (some: number) => some * price * (1 + CAPS.allowance);
    const position =
      this.#heldLong(symbol) * price + worst(sum(onOrder(symbol, 'buy').map((one) => one.quantity)) + lots);
    const others = new Set([...this.held.keys(), ...open.map(([, one]) => one.symbol)]);
    others.delete(symbol);
    const worthOf = (of: string) => {
      const buys = onOrder(of, 'buy');
      const mark = this.market.get(of) ?? 0;
      return (
        (this.#heldLong(of) + sum(buys.map((one) => one.quantity))) * mark +
        sum(buys.map((one) => one.quantity * one.price * CAPS.allowance))
      );
    };
    const used = [...others].filter((of) => this.#heldLong(of) > 0 || onOrder(of, 'buy').length > 0);
    const isNew = this.#heldLong(symbol) === 0 && onOrder(symbol, 'buy').length === 0;
    const reserved = open.filter(([, one]) => one.side === 'buy').map(([, one]) => one.quantity * one.price);
    const loss = this.loss();
    const checks: [string, number, number][] = [
      ['quantity', lots, CAPS.quantity],
      ['notional', worst(lots), CAPS.notional],
      ['position', position, CAPS.position],
      ['gross exposure', position + sum(used.map(worthOf)), CAPS.gross],
      ['open positions', used.length + (isNew ? 1 : 0), Math.max(CAPS.openPositions, isNew ? 0 : used.length)],
      ['cash', worst(lots) + sum(reserved) * (1 + CAPS.allowance), this.cash],
      ['orders a minute', this.#allowedAt.filter((at) => at > this.now - 60_000).length + 1, CAPS.ordersPerMinute],
      ['loss', loss + sum(reserved) * CAPS.allowance + lots * price * CAPS.allowance, CAPS.dailyLoss],
    ];
    if (loss >= CAPS.dailyLoss) return `a buy after a loss of ${loss}`;
    const broken = checks.find(([, value, most]) => value > most + SLACK);
    return broken === undefined ? null : `${broken[0]} of ${broken[1]}, expected at most ${broken[2]}`;
  }

  /** An order that was allowed, at the price that the guard answered. */
  reserve({ clientOrderId, symbol, side, quantity, profile }: OrderRequest, price: number, expiresAt: number): void {
    this.#allowedAt = [...this.#allowedAt.filter((at) => at > this.now - 60_000), this.now];
    this.#profiles.set(clientOrderId, profile);
    this.open.set(clientOrderId, { side, symbol, quantity: quantity.toNumber(), price, expiresAt });
  }

  loss(): number {
    this.#realised = this.#realised.filter(({ at }) => at > this.now - DAY_MS);
    return Math.max(0, -this.#realised.reduce((sum, { pnl }) => sum + pnl, 0));
  }

  #held(symbol: string): number {
    return this.held.get(symbol) ?? 0;
  }

  #heldLong(symbol: string): number {
    const held = this.#held(symbol);
    return held > NOTHING ? held : 0;
  }
}
