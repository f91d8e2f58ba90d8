import type { Profile } from '@qt/catalogue';
import type { Side } from '@qt/contracts';
import { amount, decimalText, total } from '@qt/domain';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { aFill, anOrder } from '../trading/trading.fixture.ts';
import { recordedAccount } from './performance.fixture.ts';
import { performanceBody } from './performance.mapper.ts';
import { NothingRecorded } from './performance.service.ts';

const MINUTE_MS = 60_000;
type Account = ReturnType<typeof recordedAccount>;

let orders = 0;
/** Fills an order in one or two parts; false: the account cannot. */
async function trade(
  { ledger, clock }: Account,
  terms: { symbol: string; profile: Profile | null; side: Side; quantity: string; price: string; parts?: 1 | 2 },
): Promise<boolean> {
  const { quantity, price, parts = 1, ...rest } = terms;
  const order = anOrder({ ...rest, quantity, clientOrderId: `order-${++orders}` });
  await ledger.begin(order);
  await ledger.reserve(order.clientOrderId, 'r');
  await ledger.send(order.clientOrderId, `venue-${orders}`, amount(price));
  const part = decimalText(amount(quantity).dividedBy(parts).toDecimalPlaces(8));
  const sizes = parts === 1 ? [quantity] : [part, decimalText(amount(quantity).minus(part))];
  for (const [index, size] of sizes.entries()) {
    const fee = decimalText(amount(size).times(price).times('0.001').toDecimalPlaces(8));
    const result = await ledger.fill(order.clientOrderId, aFill(size, price, fee, clock.at, `f${orders}-${index}`));
    if (!result.covered) return false;
  }
  return true;
}

async function snapshot({ recorder, clock }: Account): Promise<void> {
  clock.at += MINUTE_MS;
  await recorder.record();
}

const decimal = (most: number) => fc.integer({ min: 1, max: most }).map((n) => (n / 1e4).toFixed(4));
const step = fc.record({
  symbol: fc.constantFrom('BTCUSDT', 'ETHUSDT'),
  profile: fc.constantFrom<(Profile | null)[]>('balanced', 'aggressive', null),
  side: fc.constantFrom<Side[]>('buy', 'sell'),
  quantity: decimal(30_000),
  price: decimal(1_000_000),
  parts: fc.constantFrom<(1 | 2)[]>(1, 2),
  scans: fc.boolean(),
});

test('whatever is traded, the parts add up to the account, to the last digit, over any stretch', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), fc.nat(24), async (steps, from) => {
      const account = recordedAccount();
      const scans: number[] = [];
      for (const { scans: scanned, ...terms } of steps) {
        account.market.set(terms.symbol, terms.price);
        await trade(account, terms);
        if (scanned) {
          await snapshot(account);
          scans.push(account.clock.at);
        }
      }
      await snapshot(account);
      for (const since of [undefined, scans[from % Math.max(1, scans.length)]]) {
        const body = performanceBody(undefined, await account.service.of(undefined, since));
        const { opening_equity, paid_in, closing_equity } = body.account;
        const change = decimalText(amount(closing_equity).minus(opening_equity).minus(paid_in));
        expect(body.net).toBe(change);
        for (const parts of [body.by_profile, body.by_symbol, body.parts]) {
          for (const money of ['net', 'realised', 'unrealised', 'fees', 'slippage', 'exposure'] as const) {
            expect(decimalText(total(parts.map((part) => amount(part[money]))))).toBe(body[money]);
          }
          expect(parts.reduce((sum, { trades }) => sum + trades, 0)).toBe(body.trades);
        }
      }
      const { realisedPnl } = await account.ledger.totals();
      const whole = performanceBody(undefined, await account.service.of(undefined, undefined));
      expect(whole.realised).toBe(decimalText(realisedPnl));
    }),
    { numRuns: 60 },
  );
});

/** Balanced buys 1 BTC at 1,000, which rises to 1,100, and sells it at 1,050; aggressive then loses 20. */
async function twoTrades(): Promise<Account & { opened: number; between: number }> {
  const account = recordedAccount();
  const btc = { symbol: 'BTCUSDT', quantity: '1' };
  account.market.set('BTCUSDT', '1000').set('ETHUSDT', '100');
  await snapshot(account);
  const opened = account.clock.at;
  await trade(account, { ...btc, profile: 'balanced', side: 'buy', price: '1000' });
  await snapshot(account);
  account.market.set('BTCUSDT', '1100');
  await snapshot(account);
  const between = account.clock.at;
  account.clock.at += 1;
  await trade(account, { ...btc, profile: 'balanced', side: 'sell', price: '1050' });
  await snapshot(account);
  const eth = { symbol: 'ETHUSDT', profile: 'aggressive', quantity: '2' } as const;
  await trade(account, { ...eth, side: 'buy', price: '100' });
  await trade(account, { ...eth, side: 'sell', price: '90' });
  await snapshot(account);
  return { ...account, opened, between };
}

test('net is after fees, per profile and symbol, with trades, drawdown and exposure', async () => {
  const { service } = await twoTrades();
  const body = performanceBody(undefined, await service.of(undefined, undefined));
  // 50 less fees of 1 and 1.05; −20 less 0.2 and 0.18.
  expect(body).toMatchObject({ net: '27.57', realised: '27.57', unrealised: '0', fees: '2.43', exposure: '0' });
  expect(body).toMatchObject({ trades: 2, win_rate: 0.5 });
  expect(body.by_profile.map(({ profile, net, win_rate }) => [profile, net, win_rate])).toEqual([
    ['aggressive', '-20.38', 0],
    ['balanced', '47.95', 1],
  ]);
  expect(body.by_symbol.map(({ symbol, net }) => [symbol, net])).toEqual([
    ['BTCUSDT', '47.95'],
    ['ETHUSDT', '-20.38'],
  ]);
  // From 100,099 down to 100,027.57.
  expect(body.risk).toMatchObject({ max_drawdown: '71.43', max_exposure: '1100' });
  expect(body.equity.map(({ equity }) => equity)).toEqual(
    ['100000.00', '100000.00', '99999.00', '100099.00', '100047.95', '100027.57'].map((text) =>
      decimalText(amount(text)),
    ),
  );
});

test('a later start counts from what was held then, and a profile by itself', async () => {
  const { service, between } = await twoTrades();
  const later = performanceBody(undefined, await service.of(undefined, between));
  // The sale gave back 50 of the 100 that were gained before, and cost 1.05.
  expect(later.by_profile.find(({ profile }) => profile === 'balanced')).toMatchObject({
    ...{ net: '-51.05', realised: '48.95', unrealised: '-100', trades: 1, win_rate: 1 },
  });
  expect(later.account).toEqual({ opening_equity: '100099', paid_in: '0', closing_equity: '100027.57' });

  const own = performanceBody('balanced', await service.of('balanced', undefined));
  expect(own).toMatchObject({ profile: 'balanced', net: '47.95', trades: 1, win_rate: 1 });
  expect(own.by_profile).toHaveLength(1);
  expect(own.equity.at(-1)?.equity).toBe('100047.95');
});

test('what is paid in is no profit', async () => {
  const account = recordedAccount();
  await snapshot(account);
  account.database.exec("UPDATE account SET opening_balance = '100500', cash = '100500'");
  const since = account.clock.at;
  await snapshot(account);
  const body = performanceBody(undefined, await account.service.of(undefined, since));
  expect(body.account).toEqual({ opening_equity: '100000', paid_in: '500', closing_equity: '100500' });
  expect(body.net).toBe('0');
  expect(body.risk).toMatchObject({ max_drawdown: '0', sharpe: null });
});

test('a position without a price leaves no snapshot, and before the first there is nothing to tell', async () => {
  const account = recordedAccount();
  await expect(account.service.of(undefined, undefined)).rejects.toThrow(NothingRecorded);
  await trade(account, { symbol: 'BTCUSDT', profile: null, side: 'buy', quantity: '1', price: '1000' });
  await snapshot(account);
  await expect(account.service.of(undefined, undefined)).rejects.toThrow('actual none so far');
  account.market.set('BTCUSDT', '1000');
  await snapshot(account);
  expect((await account.service.of(undefined, undefined)).earned.net).toEqual(amount('-1'));
  await expect(account.service.of(undefined, account.clock.at + 1)).rejects.toThrow('since: expected 2026-11-23T12:02');
  account.database.exec('DROP TABLE equity_snapshots');
  await snapshot(account);
  expect(account.warnings).toEqual(['no snapshot of the equity could be taken']);
});
