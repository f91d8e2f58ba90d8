import { setTimeout as pause } from 'node:timers/promises';
import type { ServiceId } from '@qt/contracts';
import { Services, until } from '@qt/test-kit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readApiBook, readAudited, readGuardBook, units, untilSettled, verifyAudit } from './kills/books.ts';
import { expectEqualBooks } from './kills/equal-books.ts';
import { Traders } from './kills/traders.ts';
import { randomFrom } from './random.ts';

/** `QT_KILLS=1000 QT_KILL_SEED=7` for the long version, and for the same moments and orders again. */
const KILLS = Number(process.env['QT_KILLS'] || 50);
const SEED = Number(process.env['QT_KILL_SEED'] || Date.now() % 1_000_000);
const CHECK_EVERY = 10;
const CALLERS = 8;
const VICTIMS: readonly (readonly ServiceId[])[] = [['risk-guard'], ['api'], ['risk-guard', 'api']];
const OPENING = '100000';
const LIMITS = { notional: '1000', position: '3000' };
/** A restart of both takes some seconds, on a busy machine many. */
const PATIENCE_MS = 120_000 + KILLS * 30_000;

let services: Services;
let traders: Traders;
beforeAll(async () => {
  services = await Services.prepare(['market-sim', 'risk-guard', 'api'], {
    env: {
      QT_PAPER_BALANCE: OPENING,
      QT_MAX_NOTIONAL_PER_TRADE: LIMITS.notional,
      QT_MAX_POSITION_NOTIONAL: LIMITS.position,
      // Only the caps are to deny.
      QT_MAX_DAILY_LOSS: '90000',
      QT_MAX_ORDERS_PER_MINUTE: '1000000',
      QT_MAX_CANCELS_PER_MINUTE: '1000000',
      QT_PRICE_BAND_PERCENT: '90',
    },
  });
  await Promise.all((['market-sim', 'risk-guard', 'api'] as const).map((id) => services.start(id)));
  traders = new Traders(services, SEED, CALLERS);
});
afterAll(() => services.stop());

/** Everything that must hold once no order is under way. */
async function checkBooks(): Promise<void> {
  await untilSettled(services.dataDir);
  const api = readApiBook(services.dataDir);
  const guard = readGuardBook(services.dataDir, OPENING);
  const audited = readAudited(services.dataDir);

  const inApi = expectEqualBooks(api, guard, traders.answers);
  for (const id of traders.answers.denied.keys()) {
    expect(inApi.has(id), `${id}, which was denied, has filled`).toBe(false);
    expect(audited.denied.has(id), `the denial of ${id} is in the audit`).toBe(true);
  }

  for (const id of traders.answers.refused.keys())
    expect(inApi.has(id), `${id}, which was refused, has filled`).toBe(false);

  const held = new Map<string, bigint>();
  for (const { client_order_id: id, symbol, side, quantity, price, fee } of guard.fills) {
    expect(audited.allowed.has(id), `${id} was allowed`).toBe(true);
    expect(audited.confirmed.get(id), `${id} was booked`).toBe(1);
    const before = held.get(symbol) ?? 0n;
    const after = side === 'buy' ? before + units(quantity) : before - units(quantity);
    held.set(symbol, after);
    expect(after >= 0n, `${id} sells what is held`).toBe(true);
    if (side === 'sell') continue;
    const scale = 10n ** 18n;
    const cost = (units(quantity) * units(price)) / scale + units(fee);
    expect(cost <= units(LIMITS.notional), `${id} within the limit per trade`).toBe(true);
    const value = (after * (audited.reservedAt.get(id) ?? 0n)) / scale;
    expect(value <= units(LIMITS.position), `${id} within the limit per position`).toBe(true);
  }
  expect(verifyAudit(services.dataDir)).toEqual({ code: 0, said: expect.stringContaining('chain whole') });
}

describe('kill -9 of the risk guard, the API or both, at random moments under load', () => {
  test(`${KILLS} times: nothing acknowledged is lost, no cap exceeded, nothing fills twice, and both books are equal`, {
    timeout: PATIENCE_MS,
  }, async () => {
    const random = randomFrom(SEED);
    const killed = new Map<string, number>();
    const began = Date.now();
    traders.start();
    for (let n = 1; n <= KILLS; n++) {
      const before = traders.answered;
      await until('orders to be answered', () => traders.answered > before || undefined, 120_000);
      await pause(random() * 600);
      const victims = VICTIMS[Math.floor(random() * VICTIMS.length)] ?? ['api'];
      await Promise.all(victims.map((id) => services.signal(id, 'SIGKILL')));
      killed.set(victims.join(' and '), (killed.get(victims.join(' and ')) ?? 0) + 1);
      await Promise.all(victims.map((id) => services.start(id)));
      if (n % CHECK_EVERY === 0 || n === KILLS) {
        await traders.stop();
        await checkBooks();
        if (n < KILLS) traders.start();
      }
    }
    const { filled, denied, refused, retries } = traders.answers;
    const each = [...killed].map(([who, times]) => `${who} ${times}`).join(', ');
    process.stdout.write(
      `kills: ${KILLS} (${each}) in ${Math.round((Date.now() - began) / 1000)} s, seed ${SEED}; orders answered: ${filled.size} filled, ${denied.size} denied, ${refused.size} refused, ${retries} sent again; ${verifyAudit(services.dataDir).said}`,
    );
    expect(filled.size).toBeGreaterThan(KILLS);
    expect([...denied.values()]).toContain('position_limit');
  });
});
