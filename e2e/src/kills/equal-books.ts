import { expect } from 'vitest';
import type { Book, Fill } from './books.ts';
import type { Answers } from './traders.ts';

/** Both books are equal, and have every fill that a caller was told of. Returns the fills by client_order_id. */
export function expectEqualBooks(api: Book, guard: Book, { filled }: Pick<Answers, 'filled'>): Map<string, Fill> {
  const byId = (fills: readonly Fill[]) => new Map(fills.map((fill) => [fill.client_order_id, fill]));
  const [inApi, inGuard] = [byId(api.fills), byId(guard.fills)];
  expect(inApi.size, 'fills of the API, each once').toBe(api.fills.length);
  expect(inGuard, 'the fills of both books').toEqual(inApi);
  expect(guard.positions, 'the positions of both books').toEqual(api.positions);
  expect(guard.cash, 'the cash of both books').toBe(api.cash);
  for (const [id, said] of filled) {
    const fill = inApi.get(id);
    expect({ id, price: fill?.price, at: fill?.filled_at }, 'an acknowledged fill').toEqual({
      id,
      price: said.price,
      at: Date.parse(said.filled_at),
    });
  }
  return inApi;
}
