import { randomUUID } from 'node:crypto';
import { until } from '@qt/test-kit';
import type { Scene } from '../scene/scene.ts';

/** Sends requests at a steady pace, whatever becomes of them, until ended. `send` gets the number of the request. */
export function traffic(everyMs: number, send: (n: number) => Promise<unknown>): () => Promise<void> {
  let n = 0;
  const pending = new Set<Promise<unknown>>();
  const timer = setInterval(() => {
    const one: Promise<unknown> = send(n++)
      .catch(() => undefined)
      .finally(() => pending.delete(one));
    pending.add(one);
  }, everyMs);
  return async () => {
    clearInterval(timer);
    await Promise.all(pending);
  };
}

/** A user's order of the smallest kind; resolves to whether it was filled. */
export async function smallOrder({ system }: Scene): Promise<boolean> {
  const body = { client_order_id: randomUUID(), symbol: 'BTCUSDT', side: 'buy', quantity: '0.0001' } as const;
  return (await system.api().placeTrade({ body })).ok;
}

/** Buys a little, so that a position is open. */
export async function openPosition(scene: Scene): Promise<void> {
  await until('a filled order', async () => (await smallOrder(scene)) || undefined);
}

/** A request that a healthy API answers at once. */
export function price({ system }: Scene): Promise<unknown> {
  return system.api().latestPrice({ params: { symbol: 'BTCUSDT' } });
}
