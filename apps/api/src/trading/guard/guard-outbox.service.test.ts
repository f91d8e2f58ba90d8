import { amount } from '@qt/domain';
import { recordingLog } from '@qt/telemetry/testing';
import { expect, onTestFinished, test } from 'vitest';
import { aFill, anOrder, databaseFile, fakeClock, ledgerIn } from '../trading.fixture.ts';
import { FakeRiskGuard } from './fake-risk-guard.fixture.ts';
import { GuardOutboxService } from './guard-outbox.service.ts';

test('sends the oldest message first, stops at the first failure, and logs each change once', async () => {
  const database = databaseFile()();
  onTestFinished(() => database.close());
  const ledger = ledgerIn(database, '1000');
  for (const id of ['first', 'second']) {
    await ledger.begin(anOrder({ clientOrderId: id }));
    await ledger.reserve(id, `reservation-of-${id}`);
    await ledger.send(id, `venue-${id}`, amount('100'));
    await ledger.fill(id, aFill('0.5', '100', '0', 0, id));
  }
  await ledger.begin(anOrder({ clientOrderId: 'third' }));
  await ledger.reserve('third', 'reservation-of-third');
  await ledger.end('third', 'rejected', 'no price');

  const guard = new FakeRiskGuard(fakeClock().now);
  const { log, lines } = recordingLog();
  const outbox = new GuardOutboxService(ledger, guard, log);
  guard.down = true;
  const failed = { ok: false, error: 'connection refused' };
  expect([await outbox.flush(), await outbox.flush()]).toEqual([failed, failed]);
  expect(await ledger.unacknowledged()).toHaveLength(3);

  guard.down = false;
  expect([await outbox.flush(), await outbox.flush()]).toEqual([{ ok: true }, { ok: true }]);
  expect([...guard.confirmed.keys()]).toEqual(['first', 'second']);
  expect(guard.released).toEqual(['reservation-of-third']);
  expect(await ledger.unacknowledged()).toEqual([]);

  const fields = { client_order_id: 'first', message_kind: 'confirm' };
  expect(lines).toEqual([
    { level: 'warn', message: 'the risk guard does not acknowledge orders: connection refused', fields },
    { level: 'info', message: 'the risk guard acknowledges orders again', fields },
  ]);
});
