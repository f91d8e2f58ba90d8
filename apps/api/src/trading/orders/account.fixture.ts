import { amount } from '@qt/domain';
import { onTestFinished } from 'vitest';
import { FakeRiskGuard } from '../guard/fake-risk-guard.fixture.ts';
import { databaseFile, fakeClock, ledgerIn, orderService, paperVenue } from '../trading.fixture.ts';
import type { Venue } from '../venue/venue.ts';

/** What orders are sized and judged by in these tests. */
export const QUOTE = { price: amount('100'), observedAt: 5 };

/** An account of 100,000 USDT over a real ledger; `restart`: the next process on the same file. By default on paper, without slippage. */
export function anAccount(venueWith: (now: () => number) => Venue = (now) => paperVenue(0, 10, now)) {
  const clock = fakeClock();
  const guard = new FakeRiskGuard(clock.now);
  const openFile = databaseFile();
  const venue = venueWith(clock.now);
  const start = () => {
    const database = openFile();
    onTestFinished(() => database.close());
    const ledger = ledgerIn(database, '100000', clock.now);
    return { database, ledger, orders: orderService({ ledger, guard, venue, now: clock.now }) };
  };
  return { ...start(), restart: start, clock, guard, venue };
}
