import { setTimeout as pause } from 'node:timers/promises';
import { locate, openGuardNeighbours, POSTGRES_BIN, PostgresServer, until } from '@qt/test-kit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CAP_NOTIONAL, CASH, Callers, PRICE } from './guards/callers.ts';
import { checkHistories, type History } from './guards/history.ts';
import { Replicas } from './guards/replicas.ts';
import { randomFrom } from './random.ts';

/** `QT_GUARDS_MINUTES=10` for longer. */
const MINUTES = Number(process.env['QT_GUARDS_MINUTES'] || 1);
const SEED = Number(process.env['QT_GUARDS_SEED'] || 17);
const CALLERS = 50;
/** So many histories has a round: one of each. */
const SYMBOLS = Array.from({ length: 36 }, (_, n) => `S${String(n).padStart(2, '0')}USDT`);
/** Of a round before and after its blow. */
const CALM_MS = 2000;
/** Longer than the lease of a leader. */
const FROZEN_MS = 7000;
const BLOWS = ['kill the leader', 'stop the leader', 'end the leader', 'kill a stand-by', 'crash PostgreSQL'] as const;
const CHECKER = locate('linearizability');

describe.skipIf(POSTGRES_BIN === undefined || CHECKER === undefined)(
  'three guards on one PostgreSQL (needs postgres, linearizability)',
  () => {
    let server: PostgresServer;
    let neighbours: Awaited<ReturnType<typeof openGuardNeighbours>>;
    let replicas: Replicas;
    beforeAll(async () => {
      server = await PostgresServer.start();
      neighbours = await openGuardNeighbours({ symbols: SYMBOLS, price: PRICE, cash: CASH });
      replicas = await Replicas.prepare(3, {
        QT_DATABASE_URL: await server.createDatabase('qt'),
        QT_SYMBOLS: SYMBOLS.join(),
        QT_API_URL: neighbours.url,
        QT_MARKET_SIM_URL: neighbours.url,
        QT_PAPER_BALANCE: CASH,
        QT_MAX_POSITION_NOTIONAL: CAP_NOTIONAL,
        QT_MAX_NOTIONAL_PER_TRADE: '1000000',
        QT_MAX_DAILY_LOSS: '1000000000',
        QT_MAX_GROSS_EXPOSURE: '1000000000',
        QT_MAX_OPEN_POSITIONS: '1000',
        QT_MAX_ORDERS_PER_MINUTE: '10000000',
        QT_MAX_CANCELS_PER_MINUTE: '10000000',
        QT_RESERVATION_TTL_SECONDS: '3600',
      });
      await replicas.startAll();
    });
    afterAll(async () => {
      await replicas?.stop();
      await neighbours?.close();
      await server?.stop();
    });

    async function blow(kind: (typeof BLOWS)[number], leader: number): Promise<void> {
      if (kind === 'kill the leader') return replicas.signal(leader, 'SIGKILL');
      if (kind === 'end the leader') return replicas.signal(leader, 'SIGTERM');
      if (kind === 'kill a stand-by') return replicas.signal((leader + 1) % 3, 'SIGKILL');
      if (kind === 'crash PostgreSQL') {
        await server.crash();
        return server.resume();
      }
      await replicas.signal(leader, 'SIGSTOP');
      await pause(FROZEN_MS);
      await replicas.signal(leader, 'SIGCONT');
    }

    const trading = () =>
      until('orders to go out', async () => {
        const risk = await replicas.guard().state();
        return (risk.ok && risk.body.trading.allowed && risk.body.open_reservations === 0) || undefined;
      });

    test(
      `what ${CALLERS} callers see is what one guard would do, whoever is killed or frozen for ${MINUTES} min`,
      async () => {
        const random = randomFrom(SEED);
        const callers = new Callers(replicas.urls, 'a-service-of-the-tests', SYMBOLS, random);
        const histories: History[] = [];
        const began = Date.now();
        let blows = 0;
        while (Date.now() - began < MINUTES * 60_000 || blows < BLOWS.length) {
          const leader = await replicas.leader();
          await trading();
          let over = false;
          const round = callers.round(CALLERS, () => over);
          await pause(CALM_MS);
          await blow(BLOWS[blows++ % BLOWS.length] ?? BLOWS[0], leader);
          await pause(CALM_MS);
          over = true;
          histories.push(...(await round));
          await replicas.startEnded();
          expect(await replicas.guard().reset({ body: { reason: 'the next round' } })).toMatchObject({ ok: true });
        }
        const found = await checkHistories(CHECKER ?? '', histories);
        const others = [...callers.otherAnswers].map(([reason, count]) => `${reason} ${count}`).join(', ');
        process.stdout.write(
          `guards: ${blows} blows in ${Math.round((Date.now() - began) / 1000)} s; ${histories.length} histories of ` +
            `${found.operations} calls: ${found.linearizable} linearizable, ${found.illegal} not, ${found.unknown} not ` +
            `decided (seed ${SEED}); answered otherwise: ${others || 'none'}\n`,
        );
        expect(found.printed).toBe('');
        expect(found.linearizable).toBe(histories.length);
        // A check of nothing would pass: the cap was met, and something was given back.
        const answers = histories.flatMap(({ operations }) => operations.map(({ answer }) => answer));
        for (const answer of ['allowed', 'denied', 'released']) expect(answers).toContain(answer);
      },
      (MINUTES + 6) * 60_000,
    );
  },
);
