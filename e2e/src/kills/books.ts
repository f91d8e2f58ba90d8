import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type PostgresServer, until } from '@qt/test-kit';

const QT = resolve(import.meta.dirname, '../../../tools/supervisor/src/qt/main.ts');

export interface Fill {
  readonly client_order_id: string;
  readonly symbol: string;
  readonly side: 'buy' | 'sell';
  readonly quantity: string;
  readonly price: string;
  readonly fee: string;
  readonly realised_pnl: string;
  readonly filled_at: number;
}

/** What one service has stored of the account. */
export interface Book {
  /** In the order in which they were booked. */
  readonly fills: readonly Fill[];
  /** By symbol, in units of 1e-18. */
  readonly positions: ReadonlyMap<string, bigint>;
  /** In units of 1e-18 USDT. */
  readonly cash: bigint;
}

interface Holding {
  readonly symbol: string;
  readonly quantity: string;
}

interface Entry {
  readonly action: string;
  readonly outcome: string;
  readonly detail: string;
}

/** A decimal in units of 1e-18. */
export function units(text: string): bigint {
  const [whole = '0', fraction = ''] = text.replace('-', '').split('.');
  const value = BigInt(whole) * 10n ** 18n + BigInt(fraction.padEnd(18, '0'));
  return text.startsWith('-') ? -value : value;
}

type All = <Row>(sql: string) => Row[];

function reading<T>(file: string, read: (all: All) => T): T {
  const database = new DatabaseSync(file, { readOnly: true, timeout: 10_000 });
  try {
    // Plain objects: SQLite's have no prototype, and cannot be shown in a failure.
    return read(
      <Row>(sql: string) =>
        database
          .prepare(sql)
          .all()
          .map((row) => ({ ...row })) as Row[],
    );
  } finally {
    database.close();
  }
}

const apiFile = (dataDir: string) => join(dataDir, 'api', 'api.sqlite');
const guardFile = (dataDir: string) => join(dataDir, 'risk-guard', 'risk-guard.db');

/** Waits until no order is under way between the two. */
export async function untilSettled(dataDir: string): Promise<void> {
  const open = `SELECT client_order_id FROM orders
    WHERE guard_due = 1 OR state NOT IN ('filled', 'cancelled', 'rejected', 'expired')`;
  await until('every fill to be confirmed', () =>
    reading(apiFile(dataDir), (all) => (all(open).length === 0 ? true : undefined)),
  );
}

/** The API's book, read from its database file. */
export function readApiBook(dataDir: string): Book {
  return reading(apiFile(dataDir), (all) =>
    apiBookOf(all<Fill>(API_FILLS), all<Holding>(API_POSITIONS), all<{ cash: string }>(API_ACCOUNT)),
  );
}

/** The API's book, read from its schema in PostgreSQL, once no order is under way. */
export async function readPostgresApiBook(server: PostgresServer, database: string): Promise<Book> {
  const all = rowsIn(server, database, 'qt_api');
  const open = `SELECT 1 FROM orders
    WHERE guard_due OR state NOT IN ('filled', 'cancelled', 'rejected', 'expired')`;
  await until('every fill to be confirmed', async () => ((await all(open)).length === 0 ? true : undefined));
  return apiBookOf(await all<Fill>(API_FILLS), await all<Holding>(API_POSITIONS), await all(API_ACCOUNT));
}

function rowsIn(server: PostgresServer, database: string, schema: string) {
  return async <Row>(sql: string): Promise<Row[]> => {
    const asJson = `SELECT coalesce(json_agg(one), '[]') FROM (${sql}) AS one`;
    return JSON.parse(await server.sql(`SET search_path = ${schema}; ${asJson}`, database));
  };
}

const API_FILLS = `SELECT client_order_id, fills.symbol, side, fills.quantity, price, fee, realised_pnl, filled_at
  FROM fills JOIN orders USING (client_order_id) ORDER BY fills.sequence`;
const API_POSITIONS = 'SELECT symbol, quantity FROM positions';
const API_ACCOUNT = 'SELECT cash FROM account';

function apiBookOf(fills: Fill[], holdings: readonly Holding[], [account]: readonly { readonly cash: string }[]): Book {
  const positions = new Map<string, bigint>();
  for (const { symbol, quantity } of holdings) {
    positions.set(symbol, (positions.get(symbol) ?? 0n) + units(quantity));
  }
  return { fills, positions, cash: units(account?.cash ?? '0') };
}

/** `opening`: what the account was opened with, USDT. */
export function readGuardBook(dataDir: string, opening: string): Book {
  return reading(guardFile(dataDir), (all) =>
    guardBookOf(all<Fill>(GUARD_FILLS), all<Holding>(GUARD_POSITIONS), all<CashFlow>(GUARD_ACCOUNT), opening),
  );
}

/** The guard's book, read from its schema in PostgreSQL. */
export async function readPostgresGuardBook(server: PostgresServer, database: string, opening: string): Promise<Book> {
  const all = rowsIn(server, database, 'qt_risk_guard');
  return guardBookOf(await all(GUARD_FILLS), await all(GUARD_POSITIONS), await all(GUARD_ACCOUNT), opening);
}

interface CashFlow {
  readonly cash_flow: string;
}

const amounts = (...columns: string[]) => columns.map((column) => `CAST(${column} AS text) AS ${column}`).join(', ');
const GUARD_FILLS = `SELECT client_order_id, symbol, side, ${amounts('quantity', 'price', 'fee', 'realised_pnl')}, filled_at
  FROM fill ORDER BY id`;
const GUARD_POSITIONS = `SELECT symbol, ${amounts('quantity')} FROM position`;
const GUARD_ACCOUNT = `SELECT ${amounts('cash_flow')} FROM account`;

function guardBookOf(
  fills: Fill[],
  holdings: readonly Holding[],
  [account]: readonly CashFlow[],
  opening: string,
): Book {
  const positions = holdings.map(({ symbol, quantity }) => [symbol, units(quantity)] as const);
  return {
    fills,
    positions: new Map(positions.filter(([, quantity]) => quantity !== 0n)),
    cash: units(opening) + units(account?.cash_flow ?? '0'),
  };
}

/** What the guard's audit says, by client_order_id. */
export interface Audited {
  readonly allowed: ReadonlySet<string>;
  readonly denied: ReadonlySet<string>;
  /** How often its fill was booked. */
  readonly confirmed: ReadonlyMap<string, number>;
  /** At which price it was reserved, in units of 1e-18 USDT. */
  readonly reservedAt: ReadonlyMap<string, bigint>;
}

/** The guard's audited reservations and fills, read from its database file. */
export function readAudited(dataDir: string): Audited {
  return reading(guardFile(dataDir), (all) => {
    const entries = all<Entry>(
      "SELECT action, outcome, detail FROM audit WHERE action IN ('reserve', 'confirm') ORDER BY id",
    );
    const idsOf = (action: string, outcome: string) =>
      entries
        .filter((entry) => entry.action === action && entry.outcome === outcome)
        .map((entry) => / as ([^ :,]+)/.exec(entry.detail)?.[1] ?? '');
    const confirmed = new Map<string, number>();
    for (const id of idsOf('confirm', 'accepted')) confirmed.set(id, (confirmed.get(id) ?? 0) + 1);
    const prices = all<{ client_order_id: string; price: string }>('SELECT client_order_id, price FROM reservation');
    return {
      allowed: new Set(idsOf('reserve', 'accepted')),
      denied: new Set(idsOf('reserve', 'refused')),
      confirmed,
      reservedAt: new Map(prices.map((row) => [row.client_order_id, units(row.price)])),
    };
  });
}

/** `qt audit verify` of the running guard's audit: its exit code and what it said. */
export function verifyAudit(dataDir: string): { readonly code: number | null; readonly said: string } {
  const run = spawnSync(process.execPath, ['--conditions=@qt/source', QT, 'audit', 'verify'], {
    env: { ...process.env, QT_DATA_DIR: dataDir },
    encoding: 'utf8',
  });
  return { code: run.status, said: run.stdout + run.stderr };
}
