import { type ListedFill, Venue } from '@qt/api/benchmarks';
import { type Amount, amount } from '@qt/domain';

const OPENING = amount(1_000_000);
const PRICE = amount(100);
const QUANTITY = amount('0.01');
const COMMISSION = amount('0.001');

/** An exchange that has filled so many buys, each whole, at one price. */
export class FilledExchange extends Venue {
  override readonly visibleAfterMs = 0;
  override readonly booksUrl = 'http://exchange';
  override readonly takesDust = false;
  /** Since the account was opened; empty at first. */
  fills: readonly ListedFill[] = [];

  /** Its fills, one an order: the account opens before them. */
  static fillsOf(orders: number, filledAt: number): ListedFill[] {
    return Array.from({ length: orders }, (_, at) => ({
      id: String(at + 1),
      symbol: 'BTCUSDT',
      venueOrderId: `qt-${at + 1}`,
      side: 'buy',
      quantity: QUANTITY,
      price: PRICE,
      commission: COMMISSION,
      commissionAsset: 'USDT',
      filledAt,
    }));
  }

  estimate(): never {
    throw new Error('nothing is ordered here');
  }

  async submit(): Promise<never> {
    return this.estimate();
  }

  async cancel(): Promise<null> {
    return null;
  }

  async query(): Promise<null> {
    return null;
  }

  async openOrders() {
    return [];
  }

  async fillsSince() {
    return this.fills;
  }

  async balances() {
    const spent = PRICE.times(QUANTITY).plus(COMMISSION).times(this.fills.length);
    const of = (free: Amount) => ({ free, locked: amount(0) });
    const held = QUANTITY.times(this.fills.length);
    return new Map([['USDT', of(OPENING.minus(spent))], ...(held.isZero() ? [] : [['BTC', of(held)] as const])]);
  }

  async instruments() {
    return new Map();
  }
}
