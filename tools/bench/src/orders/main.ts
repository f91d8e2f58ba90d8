import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { openSqliteStore, readConfig, reconcilingAccount } from '@qt/api/benchmarks';
import { recordingInstruments, recordingLog } from '@qt/telemetry/testing';
import { load as loadAverage, machineInWords } from '../machine.ts';
import { type Spread, spreadOf } from '../statistics.ts';
import { targetTable } from '../target.ts';
import { FilledExchange } from './filled-exchange.ts';

const PAGE = resolve(import.meta.dirname, '../../../../docs/benchmarks/orders.md');
const ORDERS = 10_000;
const ROUNDS = 7;
const LIMIT_MS = 2000;

/**
 * How long it takes to compare a ledger of 10,000 orders with the exchange that filled them. Writes
 * docs/benchmarks/orders.md. `--quick`: a tenth of the orders, nothing is written.
 */
export async function run(flags: readonly string[]): Promise<void> {
  const quick = flags.includes('--quick');
  const orders = quick ? ORDERS / 10 : ORDERS;
  const [load, machine] = [loadAverage(), machineInWords()];
  const folder = mkdtempSync(join(tmpdir(), 'qt-bench-orders-'));
  try {
    const { bookMs, reconcileMs } = await measure(folder, orders);
    const page = pageOf({ orders, bookMs, reconcileMs, machine, load });
    process.stdout.write(`${page}\n`);
    if (!quick) writeFileSync(PAGE, page);
    if (reconcileMs.median > LIMIT_MS) process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(folder: string, orders: number) {
  const env = {
    QT_EXECUTOR: 'binance',
    QT_BINANCE_API_KEY: 'not-needed',
    QT_BINANCE_API_SECRET: 'not-needed',
    QT_DATA_DIR: folder,
  };
  const config = readConfig({ ...env, QT_SYMBOLS: 'BTCUSDT' });
  const exchange = new FilledExchange();
  const at = Date.now();
  const store = openSqliteStore(config, () => at);
  const { instruments } = recordingInstruments();
  const account = reconcilingAccount({
    store,
    config,
    venue: exchange,
    now: () => at,
    instruments,
    log: recordingLog().log,
  });
  const reconcile = async () => {
    const startedAt = performance.now();
    if (!(await account.reconcile())) throw new Error('ledger and exchange: expected to agree, actual differ');
    return performance.now() - startedAt;
  };
  // Opens the account with what the exchange holds.
  await reconcile();
  exchange.fills = FilledExchange.fillsOf(orders, at);
  // The preparation need not survive a power cut.
  store.database.exec('PRAGMA synchronous = OFF');
  const bookMs = await book(account.ledger, exchange);
  store.database.exec('PRAGMA synchronous = FULL');
  const rounds: number[] = [];
  for (let round = 0; round < ROUNDS; round++) rounds.push(await reconcile());
  await store.close();
  return { bookMs, reconcileMs: spreadOf(rounds) };
}

type Ledger = ReturnType<typeof reconcilingAccount>['ledger'];

/** Takes each fill through the whole life of an order of its own. */
async function book(ledger: Ledger, { fills }: FilledExchange): Promise<number> {
  const startedAt = performance.now();
  for (const { venueOrderId, symbol, side, ...fill } of fills) {
    const clientOrderId = `order-${fill.id}`;
    const terms = {
      symbol,
      side,
      quantity: fill.quantity,
      reduceOnly: false,
      origin: 'manual',
      profile: null,
    } as const;
    await ledger.begin({ clientOrderId, ...terms, limit: null, exit: null, requestId: 'bench' });
    await ledger.reserve(clientOrderId, `reservation-${fill.id}`);
    await ledger.send(clientOrderId, venueOrderId, fill.price);
    await ledger.fill(clientOrderId, fill);
    await ledger.acknowledge(clientOrderId);
  }
  return performance.now() - startedAt;
}

interface Results {
  readonly orders: number;
  readonly bookMs: number;
  readonly reconcileMs: Spread;
  readonly machine: string;
  readonly load: number;
}

function pageOf({ orders, bookMs, reconcileMs: { median, low, high }, machine, load }: Results): string {
  const seconds = (ms: number) => (ms / 1000).toFixed(2);
  return [
    '# What reconciled orders cost',
    '',
    'Written by `pnpm bench orders`; do not edit. A ledger with that many filled orders is compared with the open orders, fills',
    `and balances of the exchange that filled them, ${ROUNDS} times, in one process without a network; the median, with the`,
    'quartiles. Every comparison reads them all.',
    '',
    `${machine}; load ${load.toFixed(1)} at the start.`,
    '',
    targetTable([
      {
        what: `${orders} orders reconciled`,
        wanted: `≤ ${seconds(LIMIT_MS)} s`,
        measured: `${seconds(median)} (${seconds(low)} to ${seconds(high)}) s`,
        met: median <= LIMIT_MS,
      },
    ]),
    `Before that each order was taken through its life in the ledger, from new to confirmed: ${((bookMs / orders) * 1000).toFixed(0)} µs an order,`,
    'without waiting for the disk.',
    '',
  ].join('\n');
}
