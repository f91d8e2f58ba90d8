import { amount } from '@qt/domain';
import { expect, test } from 'vitest';
import { MODEL, NOW } from '../domain/check-order.fixture.ts';
import type { OrderRequest } from '../domain/order-request.ts';
import type { ReportedFill } from '../domain/reservation.ts';
import { guardHost } from '../risk/risk-engine.fixture.ts';
import { CAPS, TrueBooks } from './adversarial-api.fixture.ts';

/** `QT_ADVERSARIAL_COMMANDS=1000000 QT_ADVERSARIAL_SEED=7 npx pnpm@12 exec vitest run --project unit apps/risk-guard/src/orders/adversarial` */
const COMMANDS = Number(process.env['QT_ADVERSARIAL_COMMANDS'] ?? 10_000);
const SEED = Number(process.env['QT_ADVERSARIAL_SEED'] ?? Date.now() % 1_000_000);

const ALLOWED = ['BTCUSDT', 'ETHUSDT', 'SOLUSDT'];
const SYMBOLS = [...ALLOWED, 'DOGEUSDT'];

/** Commands to one guard: after that its account may hold what no later order can add to. */
const EPISODE = 60;

/** Uniform from 0 up to 1; the same for the same seed. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** What went through, so that a test which lets nothing through proves nothing. */
const seen = { allowed: 0, denied: 0, filled: 0, exits: 0 };

/** One guard, and an API of its own character: `lies` is the share of what it says that is anything at all, 0 to 1. */
async function episode(random: () => number, commands: number, lies: number): Promise<void> {
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
  const chance = (share: number) => random() < share;
  const lie = <T>(truth: T, others: readonly T[]): T => (chance(lies) ? pick([truth, ...others]) : truth);
  const host = guardHost({ openingCash: String(CAPS.openingCash) });
  const books = new TrueBooks(NOW);
  for (const symbol of ALLOWED) host.market.set(symbol, '20000');
  const it = await host.start({
    limits: {
      allowedSymbols: new Set(ALLOWED),
      maxQuantity: new Map(SYMBOLS.map((symbol) => [symbol, amount(CAPS.quantity)])),
      maxNotionalPerTrade: amount(CAPS.notional),
      maxPositionNotional: amount(CAPS.position),
      maxGrossExposure: amount(CAPS.gross),
      maxOpenPositions: CAPS.openPositions,
      maxOrdersPerMinute: CAPS.ordersPerMinute,
      maxDailyLoss: amount(CAPS.dailyLoss),
      failsafeResetMs: 60_000,
    },
  });
  /** The order of each reservation. */
  const orderOf = new Map<string, string>();
  const requests: OrderRequest[] = [];
  let orders = 0;
  const known = () => (requests.length > 0 ? pick(requests) : undefined);
  const latest = () => pick(['unknown', ...[...orderOf.keys()].slice(-5)]);
  const quantity = () => amount(pick([0.001, 0.01, 0.02, 0.03, 0.039, CAPS.quantity, 0.0400001, 0.05]).toFixed(9));

  function anyRequest(): OrderRequest {
    const earlier = known();
    if (chance(lies / 10) && earlier !== undefined) return earlier;
    const symbol = lie(pick(ALLOWED), SYMBOLS);
    const market = Number(host.market.get(symbol) ?? 1);
    const price = market * lie(1, [0.9, 0.8999, 0.1, 1.1, 1.1001, 2, 1e-6, 1e6]);
    const { cash, held } = it.engine.context(symbol, null);
    return {
      clientOrderId: lie(`order-${++orders}`, [earlier?.clientOrderId ?? 'order-1']),
      symbol,
      side: pick(['buy', 'buy', 'buy', 'sell'] as const),
      quantity: lie(quantity(), [amount('1'), amount('1000000000'), amount('0.000000001')]),
      reduceOnly: lie(false, [true]),
      origin: pick(['manual', 'signal', 'stop', 'close'] as const),
      profile: pick([null, 'balanced'] as const),
      quote: {
        price: amount(price.toFixed(9)),
        observedAt: books.now - lie(1000, [0, CAPS.priceAgeMs, CAPS.priceAgeMs + 1, -5000, -1e9, 1e9]),
      },
      availableCash: lie(cash, [amount('-1'), amount('1000000000')]),
      callerHeld: lie<OrderRequest['callerHeld']>(held, [null, amount('-5'), amount('1000000000')]),
      signal: lie<OrderRequest['signal']>(null, [
        { confidence: 1, entryThreshold: 0, modelVersion: 'm-unknown', modelExpiresAt: MODEL.expiresAt * 2 },
        { confidence: 1, entryThreshold: 0, modelVersion: 'm-1', modelExpiresAt: MODEL.expiresAt * 2 },
      ]),
    };
  }

  /** Mostly of an order that is open. */
  function anyFill(): ReportedFill {
    const open = [...books.open];
    const [id, terms] = open.length === 0 ? ['never-asked', anyRequest()] : pick(open);
    const inPart = chance(0.3);
    const rest = amount(Math.max(0.001, Number(terms.quantity) * (inPart ? 0.5 : 1)).toFixed(9));
    return {
      clientOrderId: lie(id, [`order-${++orders}`, known()?.clientOrderId ?? id]),
      reservationId: pick([null, latest()]),
      symbol: terms.symbol,
      side: terms.side,
      quantity: lie(rest, [quantity()]),
      price: amount(lie(host.market.get(terms.symbol) ?? '1', ['1', '30000'])),
      fee: amount(pick([0, 0.1])),
      realisedPnl: amount(pick([0, 0, 0, -7, 3, 1000])),
      filledAt: books.now - lie(0, [1000, -1e9, 3_600_000]),
      open: inPart,
    };
  }

  const acts = {
    async reserve() {
      const request = anyRequest();
      requests.push(request);
      const before = books.open.get(request.clientOrderId);
      const breach = books.breach(request);
      const decision = await it.orders.reserve(request);
      seen[decision.decision] += 1;
      if (decision.decision === 'denied') return;
      const { reservation } = decision;
      orderOf.set(reservation.reservationId, request.clientOrderId);
      // The repetition of a reservation that still counts is no other order.
      if (before !== undefined && before.expiresAt > books.now) return;
      expect(breach, `${request.side} ${request.quantity} ${request.symbol}`).toBeNull();
      if (request.side === 'sell') seen.exits += 1;
      books.reserve(request, reservation.price.toNumber(), reservation.expiresAt);
    },
    async confirm() {
      const fill = anyFill();
      await it.orders.confirm(fill);
      books.fill(fill);
      seen.filled += 1;
    },
    async release() {
      const reservationId = latest();
      if (await it.orders.release(reservationId, 'anything')) books.open.delete(orderOf.get(reservationId) ?? '');
    },
    async wait() {
      host.clock.now += pick([1, 100, 5000, 15_000, 29_999, 30_000, 61_000, 3_600_000]);
      books.now = host.clock.now;
    },
    async move() {
      const symbol = pick(ALLOWED);
      const price = Number(host.market.get(symbol)) * pick([0.95, 0.99, 1.01, 1.05]);
      host.market.set(symbol, price.toFixed(2));
    },
    async kill() {
      books.killed = !books.killed && chance(0.3);
      await it.risk.setKillSwitch(books.killed, { actor: 'anna', reason: 'drill', requestId: null });
    },
  };
  const mix = [...Array(11).fill('reserve'), 'confirm', 'confirm', 'release', 'wait', 'move'] as (keyof typeof acts)[];
  try {
    for (let n = 0; n < commands; n++) {
      for (const symbol of ALLOWED) books.market.set(symbol, Number(host.market.get(symbol)));
      await acts[chance(0.02) ? 'kill' : pick(mix)]();
    }
  } finally {
    await host.remove();
  }
}

test(`an API that says anything for ${COMMANDS} commands gets no order past a limit (seed ${SEED})`, async () => {
  const random = mulberry32(SEED);
  for (let left = COMMANDS; left > 0; left -= EPISODE) {
    await episode(random, Math.min(left, EPISODE), [0.02, 0.1, 0.5][((left / EPISODE) % 3) | 0] ?? 0.1);
  }
  expect(Math.min(...Object.values(seen)), JSON.stringify(seen)).toBeGreaterThan(COMMANDS / 1000);
}, 86_400_000);
