/** An order as the model keeps it: whole lots at whole USDT, and what became of it. */
interface ModelOrder {
  readonly id: string;
  readonly reservationId: string;
  readonly symbol: string;
  readonly side: 'buy' | 'sell';
  readonly quantity: number;
  readonly price: number;
  readonly at: number;
  readonly expiresAt: number;
  /** Counts towards exposure until it expires. */
  open: boolean;
  /** May make a later order like it a duplicate. */
  recent: boolean;
}

interface ModelFill {
  readonly symbol: string;
  readonly side: 'buy' | 'sell';
  readonly quantity: number;
  readonly price: number;
  readonly fee: number;
}

const sum = (values: readonly number[]) => values.reduce((all, one) => all + one, 0);

/** A portfolio as simply as possible: it keeps all that ever happened, and adds it up anew for each question. */
export class PortfolioModel {
  readonly #orders: ModelOrder[] = [];
  readonly #fills: ModelFill[] = [];
  readonly #cancelledAt: number[] = [];
  readonly #accepted = new Map<string, number>();
  readonly #market = new Map<string, number>();
  readonly #confirmed = new Map<string, number>();

  /** A price of the market; each comes from another observation. */
  mark(symbol: string, price: number): void {
    const before = this.#market.get(symbol);
    if (before !== undefined) this.#confirmed.set(symbol, Math.min(before, price));
    this.#market.set(symbol, price);
  }

  reserve(order: Omit<ModelOrder, 'open' | 'recent'>, priceAccepted: boolean): void {
    for (const one of this.#orders) if (one.id === order.id) one.open = one.recent = false;
    this.#orders.push({ ...order, open: true, recent: true });
    if (priceAccepted) this.#accepted.set(order.symbol, order.price);
  }

  release(reservationId: string): void {
    for (const one of this.#orders) if (one.reservationId === reservationId) one.open = one.recent = false;
  }

  cancel(reservationId: string, at: number): void {
    this.release(reservationId);
    this.#cancelledAt.push(at);
  }

  fill(id: string, fill: ModelFill): void {
    for (const one of this.#orders) if (one.id === id) one.open = false;
    this.#fills.push(fill);
    if (!this.#accepted.has(fill.symbol)) this.#accepted.set(fill.symbol, fill.price);
  }

  clear(): void {
    for (const one of this.#orders) one.open = one.recent = false;
  }

  /** What a portfolio answers at `now`, money in hundredths of a USDT, with an allowance of one percent. */
  answers(symbols: readonly string[], now: number, windowMs: number) {
    const open = this.#orders.filter((one) => one.open && one.expiresAt > now);
    const position = (symbol: string) =>
      sum(
        this.#fills.filter((one) => one.symbol === symbol).map((one) => (one.side === 'buy' ? 1 : -1) * one.quantity),
      );
    const held = (symbol: string) => Math.max(0, position(symbol));
    const buys = open.filter(({ side }) => side === 'buy');
    const onOrder = (symbol: string, side: string) =>
      sum(open.filter((one) => one.symbol === symbol && one.side === side).map((one) => one.quantity));
    const mark = (symbol: string) => this.#market.get(symbol) ?? this.#accepted.get(symbol) ?? 0;
    const exposure = [...symbols]
      .sort()
      .map((symbol) => ({ symbol, quantity: held(symbol) + onOrder(symbol, 'buy') }))
      .filter(({ quantity }) => quantity > 0)
      .map(({ symbol, quantity }) => ({ symbol, quantity, notional: quantity * mark(symbol) * 100 }));
    const allowance = (orders: readonly ModelOrder[]) => sum(orders.map((one) => one.quantity * one.price));
    return {
      open: open.map(({ reservationId }) => reservationId).sort(),
      recent: this.#orders.filter((one) => one.recent && now - one.at < windowMs).map((one) => one.reservationId),
      ordersLastMinute: this.#orders.filter(({ at }) => at > now - 60_000).length,
      cancelsLastMinute: this.#cancelledAt.filter((at) => at > now - 60_000).length,
      exposure,
      cashFlow: sum(this.#fills.map((one) => (one.side === 'buy' ? -1 : 1) * one.quantity * one.price - one.fee)) * 100,
      value: sum(symbols.map((symbol) => held(symbol) * mark(symbol))) * 100,
      confirmedValue: symbols.every((symbol) => held(symbol) === 0 || this.#confirmed.has(symbol))
        ? sum(symbols.map((symbol) => held(symbol) * (this.#confirmed.get(symbol) ?? 0))) * 100
        : null,
      lossOnOrder: allowance(buys),
      cashOnOrder: allowance(buys) * 101,
      symbols: symbols.map((symbol) => ({
        held: held(symbol),
        sellable: held(symbol) - onOrder(symbol, 'sell'),
        committed: held(symbol) + onOrder(symbol, 'buy'),
        reference: this.#accepted.get(symbol) ?? null,
        otherExposure:
          sum(exposure.filter((one) => one.symbol !== symbol).map(({ notional }) => notional)) +
          allowance(buys.filter((one) => one.symbol !== symbol)),
        otherOpenSymbols: exposure.filter((one) => one.symbol !== symbol).length,
      })),
    };
  }
}
