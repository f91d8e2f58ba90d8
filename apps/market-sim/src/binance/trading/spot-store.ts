import { join } from 'node:path';
import { amount, decimalText } from '@qt/domain';
import { inTransaction, openDatabase } from '@qt/sqlite';
import type { Balance } from './balance.ts';
import type { SpotOrder, Trade } from './spot-order.ts';

const SCHEMA = `
CREATE TABLE balance (asset TEXT PRIMARY KEY, free TEXT NOT NULL, locked TEXT NOT NULL) STRICT;
CREATE TABLE spot_order (order_id INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT;
`;

/** An account as it was left. */
export interface StoredAccount {
  /** Empty: it was never opened. */
  readonly balances: ReadonlyMap<string, Balance>;
  /** Oldest first. */
  readonly orders: readonly SpotOrder[];
}

/** Keeps an account over restarts of the exchange. */
export interface SpotStore {
  load(): StoredAccount;
  /** Null: only balances changed. */
  save(order: SpotOrder | null, balances: ReadonlyMap<string, Balance>): void;
  close(): void;
}

/** In `QT_DATA_DIR/market-sim/exchange.db`. */
export function openSpotStore(dataDir: string): SpotStore {
  const file = join(dataDir, 'market-sim', 'exchange.db');
  const database = openDatabase({ file, migrations: [SCHEMA], synchronous: 'NORMAL' });
  const selectBalances = database.prepare('SELECT * FROM balance');
  const selectOrders = database.prepare('SELECT body FROM spot_order ORDER BY order_id');
  const putBalance = database.prepare('INSERT OR REPLACE INTO balance VALUES (?, ?, ?)');
  const putOrder = database.prepare('INSERT OR REPLACE INTO spot_order VALUES (?, ?)');
  return {
    load: () => ({
      balances: new Map(
        selectBalances.all().map(({ asset, free, locked }) => {
          return [String(asset), { free: amount(String(free)), locked: amount(String(locked)) }];
        }),
      ),
      orders: selectOrders.all().map(({ body }) => orderOf(String(body))),
    }),
    save: (order, balances) =>
      inTransaction(database, () => {
        if (order !== null) putOrder.run(order.orderId, textOf(order));
        for (const [asset, { free, locked }] of balances) putBalance.run(asset, decimalText(free), decimalText(locked));
      }),
    close: () => database.close(),
  };
}

type Texts<T, K extends keyof T> = Omit<T, K> & Readonly<Record<K, string>>;
type StoredTrade = Texts<Trade, 'price' | 'quantity' | 'commission'>;
type StoredOrder = Texts<Omit<SpotOrder, 'price' | 'trades'>, 'quantity'> & {
  readonly price: string | null;
  readonly trades: readonly StoredTrade[];
};

function textOf(order: SpotOrder): string {
  const trades = order.trades.map((trade): StoredTrade => {
    const { price, quantity, commission } = trade;
    return {
      ...trade,
      price: decimalText(price),
      quantity: decimalText(quantity),
      commission: decimalText(commission),
    };
  });
  const price = order.price === null ? null : decimalText(order.price);
  return JSON.stringify({ ...order, quantity: decimalText(order.quantity), price, trades } satisfies StoredOrder);
}

function orderOf(body: string): SpotOrder {
  const { trades, price, ...order } = JSON.parse(body) as StoredOrder;
  return {
    ...order,
    quantity: amount(order.quantity),
    price: price === null ? null : amount(price),
    trades: trades.map((trade) => ({
      ...trade,
      price: amount(trade.price),
      quantity: amount(trade.quantity),
      commission: amount(trade.commission),
    })),
  };
}
