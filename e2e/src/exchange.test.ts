import { globSync, rmSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { freePorts, Services, until } from '@qt/test-kit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ExchangeAccount } from './exchange/account.ts';
import { readApiBook, readGuardBook, units, untilSettled } from './kills/books.ts';
import { Traders } from './kills/traders.ts';

const KEY = { QT_BINANCE_API_KEY: 'a-key-of-the-tests', QT_BINANCE_API_SECRET: 'a-secret-of-the-tests' };
const OPENING = '100000';
const SEED = Date.now() % 1_000_000;
const KILLS = 2;

let services: Services;
let account: ExchangeAccount;
beforeAll(async () => {
  const [simPort] = await freePorts(1);
  const url = `http://127.0.0.1:${simPort}`;
  services = await Services.prepare(['risk-guard', 'api'], {
    env: {
      QT_MARKET_SIM_PORT: String(simPort),
      QT_SIM_API_KEY: KEY.QT_BINANCE_API_KEY,
      QT_SIM_API_SECRET: KEY.QT_BINANCE_API_SECRET,
      ...KEY,
      QT_EXECUTOR: 'binance',
      QT_BINANCE_TRADING_URL: url,
      // The exchange's balance counts.
      QT_PAPER_BALANCE: '5',
      // Only the caps are to deny.
      QT_MAX_DAILY_LOSS: '90000',
      QT_MAX_ORDERS_PER_MINUTE: '1000000',
      QT_PRICE_BAND_PERCENT: '90',
    },
  });
  account = new ExchangeAccount(url, KEY.QT_BINANCE_API_KEY, KEY.QT_BINANCE_API_SECRET);
  for (const id of ['market-sim', 'risk-guard', 'api'] as const) await services.start(id);
  await untilAgreed();
});
afterAll(() => services.stop());

const reconciled = async () => {
  const reply = await services.api().reconciliation();
  return reply.ok ? reply.body : undefined;
};
const untilAgreed = () =>
  until('ledger and exchange to agree', async () => ((await reconciled())?.state === 'agree' ? true : undefined));

async function place(id: string, side: 'buy' | 'sell', quantity: string) {
  const body = { client_order_id: id, symbol: 'BTCUSDT', side, quantity };
  return services.api().placeTrade({ body });
}
/** An order that goes out, once the guard has compared the books as well. */
const placed = (id: string, side: 'buy' | 'sell', quantity: string) =>
  until(`order ${id} to fill`, async () => {
    const reply = await place(id, side, quantity);
    return reply.ok ? reply.body : undefined;
  });

/** Ledger, guard and exchange, to the last digit. */
async function expectSameBooks(): Promise<void> {
  await untilSettled(services.dataDir);
  await untilAgreed();
  const [api, guard] = [readApiBook(services.dataDir), readGuardBook(services.dataDir, OPENING)];
  expect(guard.cash, 'the cash of guard and ledger').toBe(api.cash);
  expect(guard.positions, 'the positions of guard and ledger').toEqual(api.positions);
  const balances = await account.balances();
  expect(units(balances.get('USDT') ?? '0'), 'the cash of exchange and ledger').toBe(api.cash);
  for (const asset of ['BTC', 'ETH', 'SOL']) {
    const held = units(balances.get(asset) ?? '0');
    expect(held, `the ${asset} of exchange and ledger`).toBe(api.positions.get(`${asset}USDT`) ?? 0n);
  }
}

describe('an account at an exchange', () => {
  test("opens with the exchange's balance, and follows a partial fill through to the profit or loss", async () => {
    expect(await services.api().account()).toMatchObject({ ok: true, body: { cash: OPENING } });
    await placed('first', 'buy', '0.01');
    await account.fault('partial_then_cancel');
    const sold = await placed('part', 'sell', '0.005');
    expect(sold).toMatchObject({ status: 'partially_filled', quantity: '0.002' });
    const order = await services.api().order({ params: { client_order_id: 'part' } });
    expect(order).toMatchObject({ ok: true, body: { state: 'expired', executed: { quantity: '0.002' } } });
    expect(await services.api().account()).toMatchObject({
      ok: true,
      body: { realised_pnl: expect.stringMatching(/^-/) },
    });
    await expectSameBooks();
  });

  test.each(['timeout_after_acceptance', 'lost_answer'])(
    'after the fault %s has the order once, in all three books',
    async (kind) => {
      await account.fault(kind);
      expect(await place(`fault-${kind}`, 'buy', '0.001')).toMatchObject({ ok: true });
      await expectSameBooks();
    },
  );

  /** A limit order at this multiple of the market. */
  async function limited(id: string, multiple: number, quantity: string) {
    const price = await services.api().latestPrice({ params: { symbol: 'BTCUSDT' } });
    if (!price.ok) throw new Error(price.error.message);
    const limit_price = (Number(price.body.price) * multiple).toFixed(2);
    const body = { client_order_id: id, symbol: 'BTCUSDT', side: 'buy', quantity, type: 'limit', limit_price } as const;
    return services.api().placeTrade({ body });
  }
  const stateOf = async (id: string) => {
    const reply = await services.api().order({ params: { client_order_id: id } });
    return reply.ok ? reply.body.state : undefined;
  };

  test('keeps a limit order open, over restarts of API and exchange, until it is cancelled', async () => {
    expect(await limited('open', 0.95, '0.001')).toMatchObject({ ok: true, status: 202, body: { state: 'accepted' } });
    for (const id of ['api', 'market-sim'] as const) {
      await services.signal(id, 'SIGKILL');
      await services.start(id);
    }
    const open = await services.api().orders();
    expect(open).toMatchObject({ ok: true, body: { items: [{ client_order_id: 'open', state: 'accepted' }] } });
    const cancelled = await until('the exchange to be there', async () => {
      const reply = await services.api().cancelOrder({ params: { client_order_id: 'open' } });
      return reply.ok ? reply.body : undefined;
    });
    expect(cancelled).toMatchObject({ state: 'cancelled', executed: null });
    await expectSameBooks();
  });

  test('cancels open orders by the kill switch', async () => {
    expect(await limited('stopped', 0.95, '0.001')).toMatchObject({ ok: true, status: 202 });
    const engagedAt = Date.now();
    await services.riskGuard().killSwitch({ body: { enabled: true, reason: 'to see open orders end' } });
    await until('the order to be cancelled', async () =>
      (await stateOf('stopped')) === 'cancelled' ? true : undefined,
    );
    const ended = await services.api().order({ params: { client_order_id: 'stopped' } });
    const at = ended.ok ? Date.parse(ended.body.events.at(-1)?.at ?? '') : Number.NaN;
    process.stdout.write(`an open order was cancelled ${at - engagedAt} ms after the kill switch\n`);
    await services.riskGuard().killSwitch({ body: { enabled: null, reason: 'they ended' } });
    await expectSameBooks();
  });

  test('books what filled of a limit order, and releases the rest when it is cancelled', async () => {
    await account.fault('partial', { latency_ms: 600_000 });
    const order = await limited('in-part', 1.02, '0.01');
    expect(order).toMatchObject({
      ok: true,
      status: 202,
      body: { state: 'partially_filled', executed: { quantity: '0.003996' } },
    });
    const [api, guard] = [readApiBook(services.dataDir), readGuardBook(services.dataDir, OPENING)];
    expect([guard.cash, guard.positions], 'the guard while it is open').toEqual([api.cash, api.positions]);
    expect(await services.api().cancelOrder({ params: { client_order_id: 'in-part' } })).toMatchObject({
      ok: true,
      body: { state: 'cancelled', executed: { status: 'partially_filled', quantity: '0.003996' } },
    });
    await expectSameBooks();
  });

  test('fills the rest of a limit order once the market is there', async () => {
    await account.fault('partial', { latency_ms: 1000 });
    expect(await limited('later', 1.02, '0.01')).toMatchObject({ ok: true, status: 202 });
    await until('it to fill', async () => ((await stateOf('later')) === 'filled' ? true : undefined), 60_000);
    await expectSameBooks();
  });

  test('counts an open limit order again in a guard that lost its store', async () => {
    const reserved = async () => {
      const reply = await services.riskGuard().state();
      return reply.ok && reply.body.books.state === 'agree' ? reply.body.open_reservations : undefined;
    };
    expect(await limited('outlives', 0.95, '0.001')).toMatchObject({ ok: true, status: 202 });
    expect(await reserved()).toBe(1);
    await services.signal('risk-guard', 'SIGKILL');
    for (const file of globSync(`${services.dataDir}/risk-guard/risk-guard.db*`)) rmSync(file);
    await services.start('risk-guard');
    expect(await until('the books to agree', reserved)).toBe(1);
    const audit = await services.riskGuard().audit({ query: { kind: 'decision', limit: 200 } });
    const details = audit.ok ? audit.body.items.map(({ detail }) => detail) : [];
    expect(details.filter((detail) => /^reserved again.* as outlives /.test(detail ?? ''))).toHaveLength(1);
    expect(await services.api().cancelOrder({ params: { client_order_id: 'outlives' } })).toMatchObject({ ok: true });
    expect(await reserved()).toBe(0);
    await expectSameBooks();
  });

  test(`keeps all three books equal through ${KILLS} kills under load`, { timeout: 240_000 }, async () => {
    const traders = new Traders(services, SEED, 4);
    traders.start();
    for (let n = 0; n < KILLS; n++) {
      const before = traders.answered;
      await until('orders to be answered', () => traders.answered > before || undefined, 60_000);
      await pause(150 * n);
      await services.signal('api', 'SIGKILL');
      await services.start('api');
    }
    await traders.stop();
    await expectSameBooks();
    expect(traders.answers.filled.size).toBeGreaterThan(0);
  });

  test('halts new risk, and no exit, from an order of somebody else until an operator settles it', async () => {
    await placed('held', 'buy', '0.001');
    await account.order('BTCUSDT', 'BUY', '0.001');
    const differences = await until(
      'the difference',
      async () => {
        const found = (await reconciled())?.differences ?? [];
        return found.length > 0 ? found : undefined;
      },
      60_000,
    );
    expect(differences.map(({ kind }) => kind).sort()).toEqual(['balance', 'balance', 'fill', 'fill']);
    expect(await place('refused', 'buy', '0.001')).toMatchObject({
      ok: false,
      status: 403,
      error: { details: { reason: 'reconciliation' } },
    });
    await until('the guard to say so', async () =>
      (await services.scrape('risk-guard')).sum('qt_risk_denying', { reason: 'reconciliation' }) === 1
        ? true
        : undefined,
    );
    const alerting = (await services.scrape('risk-guard')).sum('qt_risk_books_differed_timestamp_seconds');
    expect(Date.now() / 1000 - (alerting ?? 0)).toBeLessThan(900);
    expect(await place('exit', 'sell', '0.0005')).toMatchObject({ ok: true });

    const fills = differences.filter(({ kind }) => kind === 'fill').map(({ id }) => id);
    const settled = await services
      .api()
      .settleReconciliation({ body: { differences: fills, reason: 'bought on the web' } });
    expect(settled).toMatchObject({ ok: true });
    await placed('again', 'buy', '0.001');
    await expectSameBooks();
  });

  test.each([
    [
      'another secret',
      { QT_BINANCE_API_SECRET: 'of-another-network' },
      'QT_BINANCE_API_KEY: expected a key and secret of',
    ],
    ['paper', { QT_EXECUTOR: 'paper' }, 'QT_EXECUTOR: expected binance, as the account is at'],
  ])('does not start with %s, and says why', async (_, env, said) => {
    await services.signal('api', 'SIGTERM');
    const from = services.output('api').length;
    const child = services.spawn('api', env);
    await until('the start to end', () => (child.exitCode === null ? undefined : true));
    expect([child.exitCode, services.output('api').slice(from)]).toEqual([78, expect.stringContaining(said)]);
    await services.start('api');
  });
});
