import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SpotRestAPI } from '@binance/spot';
import { amount } from '@qt/domain';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { NOON, type RunningSim, startSim } from '../../start-sim.fixture.ts';

type Configuration = ConstructorParameters<typeof SpotRestAPI.RestAPI>[0];
const { NewOrderSideEnum: Side, NewOrderTypeEnum: Type, NewOrderTimeInForceEnum: InForce } = SpotRestAPI;

let sim: RunningSim;
beforeEach(async () => {
  // The client signs with the time of the machine.
  vi.useFakeTimers({ toFake: ['Date'], now: NOON });
  sim = await startSim({ QT_SIM_API_KEY: 'a-key', QT_SIM_API_SECRET: 'a-secret' });
});
afterEach(async () => {
  vi.useRealTimers();
  await sim.stop();
});

const client = (apiKey = 'a-key', apiSecret = 'a-secret') =>
  new SpotRestAPI.RestAPI({
    apiKey,
    apiSecret,
    basePath: sim.url,
    retries: 0,
    baseOptions: { headers: { 'Content-Type': 'application/json', 'X-MBX-APIKEY': apiKey } },
  } as unknown as Configuration);

const buy = (newClientOrderId: string, quantity = 0.01) => ({
  symbol: 'BTCUSDT',
  side: Side.BUY,
  type: Type.MARKET,
  quantity,
  newClientOrderId,
});
const fault = (kind: string, more = {}) => sim.send('PUT', '/sim/trading-fault', { kind, ...more });
const balancesOf = async () => {
  const { balances = [] } = await (await client().getAccount({ omitZeroBalances: true })).data();
  return new Map(balances.map(({ asset, free }) => [asset ?? '', amount(free ?? '')]));
};

describe("Binance's official client, with a key", () => {
  test('orders at the market, in several fills, each with its commission, and sees the balances that follow', async () => {
    const before = await balancesOf();
    const order = await (await client().newOrder(buy('o-1'))).data();
    expect(order).toMatchObject({ status: 'FILLED', clientOrderId: 'o-1', executedQty: '0.01000000' });
    expect(order.fills).toMatchObject([
      { qty: '0.00600000', commission: '0.00000600', commissionAsset: 'BTC' },
      { qty: '0.00400000', commission: '0.00000400', commissionAsset: 'BTC' },
    ]);
    const after = await balancesOf();
    expect(after.get('BTC')?.toFixed()).toBe('0.00999');
    const paid = before.get('USDT')?.minus(after.get('USDT') ?? 0);
    expect(paid?.toFixed(8)).toBe(order.cummulativeQuoteQty);
    const trades = await (await client().myTrades({ symbol: 'BTCUSDT', orderId: Number(order.orderId) })).data();
    expect(trades.map(({ qty, isBuyer }) => [qty, isBuyer])).toEqual([
      ['0.00600000', true],
      ['0.00400000', true],
    ]);
  });

  test('rests a limit order, sees it open with its balance locked, and cancels it', async () => {
    const limit = { type: Type.LIMIT, timeInForce: InForce.GTC, price: 1000 };
    await client().newOrder({ ...buy('o-1'), ...limit });
    const open = await (await client().getOpenOrders({ symbol: 'BTCUSDT' })).data();
    expect(open).toMatchObject([{ clientOrderId: 'o-1', status: 'NEW', executedQty: '0.00000000' }]);
    const cancelled = await (await client().deleteOrder({ symbol: 'BTCUSDT', origClientOrderId: 'o-1' })).data();
    expect(cancelled).toMatchObject({ status: 'CANCELED', origClientOrderId: 'o-1' });
    expect((await balancesOf()).get('USDT')?.toFixed()).toBe('100000');
    const expired = await (await client().newOrder({ ...buy('o-2'), ...limit, timeInForce: InForce.IOC })).data();
    expect(expired).toMatchObject({ status: 'EXPIRED', fills: [] });
  });

  test.each([
    ['of a lot too small', { quantity: 0.00000001 }, 'Filter failure: LOT_SIZE'],
    ['of too little worth', { quantity: 0.00001 }, 'Filter failure: NOTIONAL'],
    ['of more than it has', { quantity: 100 }, 'Account has insufficient balance for requested action.'],
    ['of a symbol that is not listed', { symbol: 'NOPEUSDT' }, 'Invalid symbol.'],
  ])('is refused an order %s', async (_, change, message) => {
    await expect(client().newOrder({ ...buy('o-1'), ...change })).rejects.toThrow(message);
  });

  test('is refused with another key, another secret, another time, and for an order that is not there', async () => {
    await expect(client('other').getAccount()).rejects.toThrow('Invalid API-key');
    await expect(client('a-key', 'other').getAccount()).rejects.toThrow('Signature for this request is not valid.');
    vi.setSystemTime(NOON - 6000);
    await expect(client().getAccount()).rejects.toThrow('outside of the recvWindow');
    vi.setSystemTime(NOON + 2000);
    await expect(client().getAccount()).rejects.toThrow("ahead of the server's time");
    vi.setSystemTime(NOON);
    const key = { symbol: 'BTCUSDT', origClientOrderId: 'none' };
    await expect(client().getOrder(key)).rejects.toThrow('Order does not exist.');
    await expect(client().deleteOrder(key)).rejects.toThrow('Unknown order sent.');
    expect((await sim.get('/api/v3/account')).status).toBe(401);
  });
});

test('an exchange that restarts has the same account: balances, trades, and what is open', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'qt-exchange-'));
  onTestFinished(() => rmSync(dataDir, { recursive: true }));
  await sim.stop();
  const env = { QT_SIM_API_KEY: 'a-key', QT_SIM_API_SECRET: 'a-secret', QT_DATA_DIR: dataDir };
  sim = await startSim(env);
  await client().newOrder(buy('o-1'));
  const resting = { type: Type.LIMIT, timeInForce: InForce.GTC, price: 1000 };
  await client().newOrder({ ...buy('o-2'), ...resting });
  const seen = async () => [
    await (await client().getAccount()).data(),
    await (await client().myTrades({ symbol: 'BTCUSDT' })).data(),
    await (await client().getOpenOrders()).data(),
  ];
  const before = await seen();
  await sim.stop();
  sim = await startSim(env);
  expect(await seen()).toEqual(before);
  const next = await (await client().newOrder(buy('o-3'))).data();
  expect(next).toMatchObject({ orderId: 3, status: 'FILLED' });
  await client().deleteOrder({ symbol: 'BTCUSDT', origClientOrderId: 'o-2' });
});

describe('a fault of signed requests', () => {
  const found = (id: string) => client().getOrder({ symbol: 'BTCUSDT', origClientOrderId: id });

  test('before acceptance leaves no order', async () => {
    await fault('timeout_before_acceptance');
    await expect(client().newOrder(buy('o-1'))).rejects.toThrow();
    await expect(found('o-1')).rejects.toThrow('Order does not exist.');
  });

  test.each(['timeout_after_acceptance', 'lost_answer'])('%s leaves one that filled', async (kind) => {
    await fault(kind);
    await expect(client().newOrder(buy('o-1'))).rejects.toThrow();
    expect(await (await found('o-1')).data()).toMatchObject({ status: 'FILLED' });
  });

  test('can hide an order for a while', async () => {
    await fault('late_visibility', { latency_ms: 3000 });
    await expect(client().newOrder(buy('o-1'))).rejects.toThrow();
    await expect(found('o-1')).rejects.toThrow('Order does not exist.');
    sim.clock.now += 3000;
    vi.setSystemTime(sim.clock.now);
    expect(await (await found('o-1')).data()).toMatchObject({ status: 'FILLED' });
  });

  test('can fill a part, and expire the rest', async () => {
    await fault('partial_then_cancel');
    const order = await (await client().newOrder(buy('o-1'))).data();
    expect(order).toMatchObject({ status: 'EXPIRED', executedQty: '0.00400000' });
  });

  test('can list each trade twice', async () => {
    await client().newOrder(buy('o-1'));
    await fault('duplicate');
    expect(await (await client().myTrades({ symbol: 'BTCUSDT' })).data()).toHaveLength(4);
  });

  test.each([
    ['ban', 418, -1003],
    ['maintenance', 503, -1001],
    ['clock_skew', 400, -1021],
  ])('%s is met by as many requests as it says', async (kind, status, code) => {
    await fault(kind, { requests: 2 });
    for (const _ of [1, 2]) expect(await sim.get('/api/v3/account')).toMatchObject({ status, body: { code } });
    expect((await sim.get('/api/v3/account')).status).toBe(401);
  });

  test('a halted symbol takes no order', async () => {
    await sim.send('PUT', '/sim/instruments/BTCUSDT', { status: 'HALT' });
    await expect(client().newOrder(buy('o-1'))).rejects.toThrow('Market is closed.');
  });
});
