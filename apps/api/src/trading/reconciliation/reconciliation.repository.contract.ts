import { amount, decimalText } from '@qt/domain';
import { describe, expect, test } from 'vitest';
import type { OpenStore } from '../../store/store.fixture.ts';
import type { Store } from '../../store/store.ts';
import { aFill, anOrder } from '../trading.fixture.ts';
import { fillKey } from './fill-key.ts';

const URL = 'http://exchange';
const BY = { at: 7, actor: 'anna', reason: 'seen at the exchange' };
const HOLDINGS = new Map([
  ['USDT', amount('500')],
  ['BNB', amount('2')],
]);

const texts = (amounts: ReadonlyMap<string, Parameters<typeof decimalText>[0]>) =>
  Object.fromEntries([...amounts].map(([asset, held]) => [asset, decimalText(held)]));

/** What every repository of reconciliation must do. */
export function reconciliationRepositoryContract(name: string, open: OpenStore): void {
  const sendAn = async ({ ledger }: Store, id = 'order-1', venueOrderId = `venue-${id}`) => {
    await ledger.begin(anOrder({ clientOrderId: id }));
    await ledger.reserve(id, `r-${id}`);
    await ledger.send(id, venueOrderId, amount('100'));
  };

  describe(name, () => {
    test('opens the account once, with the quote asset as its cash and the rest beside it', async () => {
      const { reconciliation, ledger } = await open();
      expect(await reconciliation.account()).toBeNull();
      await ledger.raiseEquityPeak(amount('5000'));
      await reconciliation.open(URL, 'USDT', HOLDINGS, BY);
      expect(await reconciliation.account()).toEqual({ url: URL, openedAt: 7, reconciledAt: 7 });
      const { openingBalance, cash } = await ledger.totals();
      expect([openingBalance, cash].map(decimalText)).toEqual(['500', '500']);
      expect(decimalText(await ledger.raiseEquityPeak(amount('1')))).toBe('500');
      expect(texts(await reconciliation.besides('USDT'))).toEqual({ BNB: '2' });
      await expect(reconciliation.open(URL, 'USDT', HOLDINGS, { ...BY, at: 8 })).rejects.toThrow();
      expect(texts(await reconciliation.besides('USDT'))).toEqual({ BNB: '2' });
      await reconciliation.agreed(99);
      expect(await reconciliation.account()).toEqual({ url: URL, openedAt: 7, reconciledAt: 99 });
    });

    test('takes over payments of the quote asset, which move the peak, and of others', async () => {
      const { reconciliation, ledger } = await open();
      await ledger.raiseEquityPeak(amount('1200'));
      await reconciliation.adoptBalance('USDT', amount('-0.000000000000000001'), true, BY);
      await reconciliation.adoptBalance('BNB', amount('1.5'), false, BY);
      await reconciliation.adoptBalance('BNB', amount('-0.25'), false, BY);
      const { openingBalance, cash } = await ledger.totals();
      expect([openingBalance, cash].map(decimalText)).toEqual(['999.999999999999999999', '999.999999999999999999']);
      expect(decimalText(await ledger.raiseEquityPeak(amount('1')))).toBe('1199.999999999999999999');
      expect(texts(await reconciliation.besides('USDT'))).toEqual({ BNB: '1.25' });
    });

    test('knows which differences were accepted', async () => {
      const { reconciliation } = await open();
      await reconciliation.record('accepted', 'history:BTCUSDT:1', BY);
      await reconciliation.record('fill', 'fill:BTCUSDT:2', BY);
      expect([...(await reconciliation.accepted())]).toEqual(['history:BTCUSDT:1']);
    });

    test('knows its orders by the id of each attempt, and whether more is expected of them', async () => {
      const store = await open();
      const { reconciliation, ledger } = store;
      expect(await reconciliation.hasOrders()).toBe(false);
      await sendAn(store, 'order-1', 'first');
      await ledger.end('order-1', 'rejected', 'the venue never had it');
      await ledger.acknowledge('order-1');
      await sendAn(store, 'order-1', 'second');
      const own = { clientOrderId: 'order-1', learned: false };
      const asked = await reconciliation.ownOrders(['first', 'second', 'of somebody else']);
      expect(Object.fromEntries(asked)).toEqual({ first: { ...own, ended: true }, second: { ...own, ended: false } });
      await ledger.fill('order-1', aFill('0.5', '100', '0', 9, 'reconciliation:order-1'));
      const after = await reconciliation.ownOrders(['second']);
      expect(after.get('second')).toEqual({ clientOrderId: 'order-1', learned: true, ended: true });
      expect((await reconciliation.ownOrders([])).size).toBe(0);
      expect(await reconciliation.hasOrders()).toBe(true);
    });

    test('knows which fills are booked, and those of a time as the exchange had them', async () => {
      const store = await open();
      const { reconciliation, ledger } = store;
      await sendAn(store);
      await ledger.fill('order-1', { ...aFill('0.2', '100', '0.0002', 10, 'a'), commissionAsset: 'BTC' });
      await ledger.fill('order-1', { ...aFill('0.1', '100', '0.01', 20, 'b'), commissionAsset: 'BNB' });
      await ledger.fill('order-1', aFill('0.2', '100', '0', 30, 'reconciliation:order-1'));
      const fill = (id: string, symbol = 'BTCUSDT') => ({ symbol, id });
      const booked = await reconciliation.booked([fill('a'), fill('a', 'ETHUSDT'), fill('c')]);
      expect([...booked]).toEqual([fillKey(fill('a'))]);
      expect((await reconciliation.booked([])).size).toBe(0);
      const since = await reconciliation.fillsSince(15);
      expect(since).toEqual([{ symbol: 'BTCUSDT', id: 'b', quantity: amount('0.1'), price: amount('100') }]);
      expect(await reconciliation.fillsSince(10)).toMatchObject([{ id: 'a', quantity: amount('0.2') }, { id: 'b' }]);
      expect(texts(await reconciliation.besides('USDT'))).toEqual({ BNB: '-0.01' });
    });

    test('has another revision after each state of an order, and each adoption', async () => {
      const store = await open();
      const { reconciliation, ledger } = store;
      const revisions = [await reconciliation.revision()];
      const steps = [
        () => ledger.begin(anOrder()),
        () => ledger.reserve('order-1', 'r'),
        () => ledger.end('order-1', 'rejected', 'why'),
        () => reconciliation.record('accepted', 'one', BY),
      ];
      for (const step of steps) {
        await step();
        revisions.push(await reconciliation.revision());
      }
      expect(new Set(revisions).size).toBe(revisions.length);
      expect(await reconciliation.revision()).toBe(revisions.at(-1));
    });
  });
}
