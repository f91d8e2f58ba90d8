import { randomUUID } from 'node:crypto';
import type { System } from '@qt/test-kit';
import { type Spread, spreadOf } from '../statistics.ts';
import { cpuSeconds } from './cpu-seconds.ts';
import { OpenConsoles } from './open-consoles.ts';

export const CONSOLES = 20;
const ROUNDS = 6;
/** `BENCH_CONSOLE_SECONDS` for another length of a turn. */
export const TURN_SECONDS = Number(process.env['BENCH_CONSOLE_SECONDS'] || 10);
const ORDER_EVERY_MS = 2000;

/** What the API uses of a core, in %, and what open consoles add to it. */
export interface Cost {
  readonly rounds: number;
  readonly nobody: Spread;
  /** By round, beyond the turns without a console just before and after. */
  readonly one: Spread;
  readonly all: Spread;
  /** What each of the consoles is sent, kB/s. */
  readonly kilobytesPerSecond: Spread;
}

interface Turn {
  readonly share: number;
  readonly bytes: number;
}

/** Measures turns without a console, with one, and with twenty, in turn, while a user orders every two seconds. */
export async function measureCost(system: System, say: (text: string) => void): Promise<Cost> {
  const endOrders = orders(system);
  try {
    const nobody = [await turn(system, 0)];
    const [one, all]: [Turn[], Turn[]] = [[], []];
    for (let round = 1; round <= ROUNDS; round++) {
      one.push(await turn(system, 1));
      nobody.push(await turn(system, 0));
      all.push(await turn(system, CONSOLES));
      nobody.push(await turn(system, 0));
      const [without, single, twenty] = [nobody, one, all].map((turns) => turns.at(-1)?.share.toFixed(1));
      say(`round ${round}: ${without} % of a core without, ${single} % with one, ${twenty} % with ${CONSOLES}`);
    }
    const beyond = (turns: readonly Turn[], first: number) =>
      spreadOf(
        turns.map(({ share }, n) => {
          const around = [nobody[2 * n + first], nobody[2 * n + first + 1]].map((each) => each?.share ?? Number.NaN);
          return share - around.reduce((sum, each) => sum + each, 0) / 2;
        }),
      );
    return {
      rounds: ROUNDS,
      nobody: spreadOf(nobody.map(({ share }) => share)),
      one: beyond(one, 0),
      all: beyond(all, 1),
      kilobytesPerSecond: spreadOf(all.map(({ bytes }) => bytes / CONSOLES / TURN_SECONDS / 1000)),
    };
  } finally {
    await endOrders();
  }
}

/** The consoles have had what is when the turn begins: it counts what keeps them up to date. */
async function turn(system: System, count: number): Promise<Turn> {
  const consoles = await OpenConsoles.open(system.url('api'), count);
  try {
    const pid = system.pid('api');
    if (pid === undefined) throw new Error('api: expected to run');
    const [cpu, bytes, began] = [cpuSeconds(pid), consoles.bytes, performance.now()];
    await new Promise((resolve) => setTimeout(resolve, TURN_SECONDS * 1000));
    const seconds = (performance.now() - began) / 1000;
    return { share: (100 * (cpuSeconds(pid) - cpu)) / seconds, bytes: consoles.bytes - bytes };
  } finally {
    consoles.close();
  }
}

/** A user who buys and sells a little, so that money and timeline change. */
function orders(system: System): () => Promise<void> {
  let held = false;
  let pending: Promise<unknown> = Promise.resolve();
  const order = async () => {
    const side = held ? 'sell' : 'buy';
    const body = { client_order_id: randomUUID(), symbol: 'BTCUSDT', side, quantity: '0.001' } as const;
    const reply = await system.api().placeTrade({ body });
    if (reply.ok) held = !held;
  };
  const timer = setInterval(() => {
    pending = pending.then(order).catch(() => undefined);
  }, ORDER_EVERY_MS);
  return async () => {
    clearInterval(timer);
    await pending;
  };
}
