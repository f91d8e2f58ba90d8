import { decimalText } from '@qt/domain';
import { recordingInstruments, recordingLog } from '@qt/telemetry/testing';
import { describe, expect, onTestFinished, test } from 'vitest';
import { FakeRiskGuard } from '../guard/fake-risk-guard.fixture.ts';
import { OrderRecorder } from '../orders/order-recorder.ts';
import { ExchangeStatus } from '../reconciliation/exchange-status.ts';
import { anOrder, databaseFile, fakeClock, ledgerIn, orderService, paperVenue } from '../trading.fixture.ts';
import { bookedFillOf } from './books.mapper.ts';
import { BooksService } from './books.service.ts';

/** An account that trades, without slippage. */
function anAccount() {
  const clock = fakeClock();
  const database = databaseFile()();
  onTestFinished(() => database.close());
  const ledger = ledgerIn(database, '100000');
  const guard = new FakeRiskGuard(clock.now);
  const recorder = new OrderRecorder(recordingInstruments().instruments, recordingLog().log);
  const orders = orderService({ ledger, guard, venue: paperVenue(0, 10, clock.now), now: clock.now });
  const log = recordingLog();
  const books = new BooksService(ledger, orders, recorder, new ExchangeStatus({ keepsBooks: false }), log.log);
  const trade = (clientOrderId: string, side: 'buy' | 'sell', quantity: string) =>
    orders.submit({
      order: anOrder({ clientOrderId, side, quantity }),
      quote: { price: anOrder().quantity.plus(59_999.5), observedAt: clock.at },
      signal: null,
    });
  const fills = async () =>
    (await ledger.fillsAfter(0, 100)).map(({ filled, reservationId, open }) =>
      bookedFillOf(filled, reservationId, open),
    );
  return { ledger, books, trade, fills, log };
}

async function traded() {
  const account = anAccount();
  await account.trade('a', 'buy', '0.3');
  await account.trade('b', 'buy', '0.2');
  await account.trade('c', 'sell', '0.4');
  return account;
}

describe('the books of the API', () => {
  test('have what all fills come to', async () => {
    const { books } = await traded();
    expect(await books.books()).toEqual({
      opening_balance: '100000',
      exchange: { state: 'agree', detail: '' },
      fills: 3,
      cash_flow: '-6054',
      positions: [{ symbol: 'BTCUSDT', quantity: '0.1' }],
      unconfirmed: [],
      unsettled: [],
      open: [],
    });
  });

  test('list an order that may still fill, and one whose end the guard does not know yet', async () => {
    const { books, ledger } = await traded();
    for (const id of ['sent', 'ended']) {
      await ledger.begin(anOrder({ clientOrderId: id }));
      await ledger.reserve(id, `reservation of ${id}`);
      await ledger.send(id, `venue order of ${id}`, anOrder().quantity);
    }
    await ledger.suspend('sent', 'the venue does not answer');
    await ledger.end('ended', 'rejected', 'refused');
    await ledger.begin(anOrder({ clientOrderId: 'asked' }));
    const { unsettled, open } = await books.books();
    expect(unsettled.sort()).toEqual(['asked', 'ended', 'sent']);
    expect(open).toEqual([
      {
        client_order_id: 'sent',
        reservation_id: 'reservation of sent',
        symbol: 'BTCUSDT',
        side: 'buy',
        quantity: decimalText(anOrder().quantity),
        price: decimalText(anOrder().quantity),
        reduce_only: false,
        origin: 'manual',
        profile: null,
      },
    ]);
    await ledger.acknowledge('ended');
    expect((await books.books()).unsettled).toEqual(['sent', 'asked']);
  });

  test('are listed fill by fill, from any one on', async () => {
    const { ledger, fills } = await traded();
    expect((await fills()).map(({ client_order_id }) => client_order_id)).toEqual(['a', 'b', 'c']);
    expect((await ledger.fillsAfter(1, 1)).map(({ sequence }) => sequence)).toEqual([2]);
  });

  test('learn what the ledger has lost, once, and come to the same', async () => {
    const whole = await traded();
    const restored = anAccount();
    await restored.trade('a', 'buy', '0.3');
    expect(await restored.books.adopt(await whole.fills())).toBe(2);
    expect(await restored.books.adopt(await whole.fills())).toBe(0);
    expect(await restored.books.books()).toEqual(await whole.books.books());
    expect(await restored.ledger.totals()).toEqual(await whole.ledger.totals());
    expect(restored.log.events('books.adopted')).toEqual([{ by: 'api', fills: 2, orders: 0 }]);
  });

  test('refuse a fill that the account does not cover', async () => {
    const whole = await traded();
    const empty = anAccount();
    const [, , sale] = await whole.fills();
    if (sale === undefined) throw new Error('expected three fills');
    await expect(empty.books.adopt([sale])).rejects.toMatchObject({ status: 409 });
    expect((await empty.books.books()).fills).toBe(0);
  });
});
