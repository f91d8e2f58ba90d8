import { amount, decimalText } from '@qt/domain';
import { STRATEGIES } from '@qt/model';
import { expect, onTestFinished, test } from 'vitest';
import type { ApiConfig } from '../../config.ts';
import { fake } from '../../fake.fixture.ts';
import { FakeRiskGuard } from '../guard/fake-risk-guard.fixture.ts';
import { anOrder, databaseFile, fakeClock, ledgerIn, orderService, paperVenue } from '../trading.fixture.ts';
import { ProtectionsService } from './protections.service.ts';

const MINUTE = 60_000;
const DEFAULTS = {
  QT_MAX_STOPS_PER_SYMBOL: 3,
  QT_MAX_STOPS: 6,
  QT_STOPS_WINDOW_MINUTES: 60,
  QT_STOPS_PAUSE_MINUTES: 90,
};

/** Another profile than the one that is stopped asks, so that no cool-down hides what is tested. */
function anAccount(config: Partial<ApiConfig> = {}) {
  const clock = fakeClock();
  const database = databaseFile()();
  onTestFinished(() => database.close());
  const ledger = ledgerIn(database, '10000', clock.now);
  const venue = paperVenue(0, 10, clock.now);
  const orders = orderService({ ledger, guard: new FakeRiskGuard(clock.now), venue, now: clock.now });
  const protections = new ProtectionsService(ledger, fake<ApiConfig>({ ...DEFAULTS, ...config }), STRATEGIES);
  let placed = 0;
  const order = async (side: 'buy' | 'sell', symbol: string, price: string) => {
    const origin = side === 'buy' ? 'signal' : 'stop';
    const given = { clientOrderId: `o-${++placed}`, side, symbol, profile: 'balanced', origin, quantity: '1' } as const;
    const quote = { price: amount(price), observedAt: clock.at };
    expect((await orders.submit({ order: anOrder(given), quote, signal: null })).outcome).toBe('filled');
  };
  const stop = async (symbol: string, minutesLater = 10) => {
    await order('buy', symbol, '100');
    clock.at += minutesLater * MINUTE;
    await order('sell', symbol, '99');
  };
  const denialOf = (symbol: string, profile: 'balanced' | 'aggressive' = 'aggressive') =>
    protections.denialOf({ symbol, profile, at: clock.at });
  return { clock, ledger, stop, denialOf };
}

test('three stops of a symbol within an hour pause that symbol for everybody, and no other', async () => {
  const { clock, stop, denialOf } = anAccount();
  for (const _ of [1, 2]) await stop('BTCUSDT');
  expect(await denialOf('BTCUSDT')).toBeNull();
  await stop('BTCUSDT');
  expect(await denialOf('BTCUSDT')).toMatchObject({
    reason: 'cooldown',
    limit: 'fewer than 3 stops of BTCUSDT in 60 min',
    observed: '3 in 20 min',
  });
  expect(await denialOf('ETHUSDT')).toBeNull();
  clock.at += 90 * MINUTE - 1;
  expect(await denialOf('BTCUSDT')).not.toBeNull();
  clock.at += 1;
  expect(await denialOf('BTCUSDT')).toBeNull();
});

test('six stops of any symbols pause every entry', async () => {
  const { stop, denialOf } = anAccount();
  for (const symbol of ['BTCUSDT', 'ETHUSDT', 'SOLUSDT', 'BTCUSDT', 'ETHUSDT']) await stop(symbol, 5);
  expect(await denialOf('ADAUSDT')).toBeNull();
  await stop('SOLUSDT', 5);
  expect(await denialOf('ADAUSDT')).toMatchObject({
    reason: 'cooldown',
    limit: 'fewer than 6 stops of all symbols in 60 min',
  });
});

test('stops that are further apart than the window, or a limit of 0, pause nothing', async () => {
  const apart = anAccount();
  for (const _ of [1, 2, 3]) await apart.stop('BTCUSDT', 31);
  expect(await apart.denialOf('BTCUSDT')).toBeNull();
  const off = anAccount({ QT_MAX_STOPS_PER_SYMBOL: 0, QT_MAX_STOPS: 0 });
  for (const _ of [1, 2, 3, 4, 5, 6]) await off.stop('BTCUSDT', 1);
  expect(await off.denialOf('BTCUSDT')).toBeNull();
});

test('a profile that has fallen too far below its highest enters no more; another one does', async () => {
  const { clock, stop, denialOf, ledger } = anAccount({ ...DEFAULTS, QT_MAX_PROFILE_DRAWDOWN: '0.0001' });
  await stop('BTCUSDT');
  expect(decimalText((await ledger.totals()).realisedPnl)).toBe('-1.199');
  clock.at += 1000 * MINUTE;
  expect(await denialOf('ETHUSDT', 'balanced')).toMatchObject({
    reason: 'drawdown_limit',
    limit: '0.0001',
    observed: '0.00012',
  });
  expect(await denialOf('ETHUSDT')).toBeNull();
});
