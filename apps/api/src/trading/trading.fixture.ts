import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ReserveRequest } from '@qt/contracts';
import { openDatabase } from '@qt/sqlite';
import { onTestFinished } from 'vitest';
import type { Denial, Fill, FilledOrder, Order } from './domain/order.ts';
import type { Acknowledgement, Judgement, RiskGuard } from './guard/risk-guard.gateway.ts';
import { LEDGER_SCHEMA } from './ledger/ledger-schema.ts';
import { amount } from './money.ts';

/** A clock that tests move: `clock.at`, Unix ms. */
export function fakeClock(at = Date.parse('2026-11-23T12:00:00Z')) {
  const clock = { at, now: () => clock.at };
  return clock;
}

export function anOrder(given: Partial<Omit<Order, 'quantity'>> & { quantity?: string } = {}): Order {
  return {
    clientOrderId: 'order-1',
    symbol: 'BTCUSDT',
    side: 'buy',
    reduceOnly: false,
    origin: 'manual',
    profile: null,
    exit: null,
    requestId: '6f1f1b7e-0000-4000-8000-000000000001',
    ...given,
    quantity: amount(given.quantity ?? '0.5'),
  };
}

/** A fill at a price, with a fee, both in USDT, without slippage. */
export function aFill(quantity: string, price: string, fee: string, filledAt = 0): Fill {
  const notional = amount(price).times(quantity);
  return { price: amount(price), notional, fee: amount(fee), slippage: amount(0), filledAt };
}

/** A database file with the ledger's tables, gone after the test. */
export function databaseFile() {
  const folder = mkdtempSync(join(tmpdir(), 'qt-ledger-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'ledger.sqlite');
  return () => openDatabase({ file, migrations: [LEDGER_SCHEMA], synchronous: 'NORMAL' });
}

/** A guard that answers as it is told, remembers what it was told, and forgets nothing by itself. */
export function scriptedGuard(now: () => number) {
  const script = {
    denial: undefined as Denial | undefined,
    /** It cannot be asked or told anything. */
    down: false,
    /** It can be asked, but takes note of nothing. */
    deaf: false,
    /** How long a permission holds, in ms. */
    lifetimeMs: 30_000,
    asked: [] as ReserveRequest[],
    open: new Set<string>(),
    confirmed: new Map<string, FilledOrder>(),
    released: [] as string[],
  };
  const notNoted: Acknowledgement = { ok: false, error: 'connection refused' };
  const guard: RiskGuard = {
    async reserve(request): Promise<Judgement> {
      if (script.down) return { decision: 'unavailable', error: 'connection refused' };
      script.asked.push(request);
      if (script.denial !== undefined) return { decision: 'denied', denial: script.denial };
      const id = `reservation-${script.asked.length}`;
      script.open.add(id);
      return { decision: 'allowed', reservation: { id, expiresAt: now() + script.lifetimeMs } };
    },
    async confirm(filled, reservationId) {
      if (script.down || script.deaf) return notNoted;
      script.open.delete(reservationId ?? '');
      script.confirmed.set(filled.order.clientOrderId, filled);
      return { ok: true };
    },
    async release(reservationId) {
      if (script.down || script.deaf) return notNoted;
      script.open.delete(reservationId);
      script.released.push(reservationId);
      return { ok: true };
    },
  };
  return { guard, script };
}

export const denial = (reason: Denial['reason'] = 'kill_switch'): Denial => ({
  reason,
  limit: 'released',
  observed: 'engaged',
  message: `denied: ${reason}`,
});

/** A log that is not read, and spans that only run their work. */
export const silent = {
  log: { info() {}, warn() {}, error() {} },
  tracing: {
    inSpan: <T>(_name: string, _attributes: object, work: () => Promise<T>) => work(),
    withContext: <T>(_fields: object, work: () => T) => work(),
  },
};
