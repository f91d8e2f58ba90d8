import type { PostgresDatabase, Run } from '@qt/postgres';
import { expect, test } from 'vitest';
import { AccountWrites } from './account-writes.ts';

/** A database of one row, whose commits happen, or do not, before their answers are lost. */
class OneRow {
  lastWrite: unknown = null;
  lost: ('before commit' | 'after commit')[] = [];

  async transaction<T>(work: (run: Run) => Promise<T>): Promise<T> {
    const before = this.lastWrite;
    const answer = await work(async (sql, ...values) => {
      if (sql.startsWith('UPDATE')) this.lastWrite = values[0];
      return { rows: [{ last_write: this.lastWrite }], rowCount: 1 };
    });
    const mishap = this.lost.shift();
    if (mishap === undefined) return answer;
    if (mishap === 'before commit') this.lastWrite = before;
    return this.transaction(work);
  }
}

function writesOn(row: OneRow) {
  let names = 0;
  return new AccountWrites(row as unknown as PostgresDatabase, () => `write ${++names}`);
}

test.each([
  [[], 1],
  [['before commit'], 2],
  [['after commit'], 1],
  [['before commit', 'after commit', 'after commit'], 2],
] as const)(
  'a write whose answers were lost %j is made %i times, and has the answer of the one that counts',
  async (lost, times) => {
    const row = new OneRow();
    row.lost = [...lost];
    let made = 0;
    const answer = await writesOn(row).make(async () => ++made);
    expect([answer, made]).toEqual([times, times]);
  },
);

test('no write comes between two tries of another one', async () => {
  const row = new OneRow();
  row.lost = ['after commit'];
  const order: string[] = [];
  const writes = writesOn(row);
  const make = (name: string) => writes.make(async () => order.push(name));
  await Promise.all([make('a'), make('b'), make('c')]);
  expect(order).toEqual(['a', 'b', 'c']);
});
