import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '@qt/test-kit';
import type { Scene } from '../scene/scene.ts';

const TRIES = 3000;
const CONNECTIONS = 50;

/** Somebody guesses the admin token: each try is refused, and trading goes on. @throws Error if one is not refused */
export async function guessTokens({ system }: Scene): Promise<void> {
  const url = `${system.url('risk-guard')}/risk/kill-switch`;
  const body = JSON.stringify({ enabled: true, reason: 'guessed' });
  let left = TRIES;
  const guess = async () => {
    while (left-- > 0) {
      const headers = { 'x-admin-token': randomUUID(), 'content-type': 'application/json' };
      const { status } = await fetch(url, { method: 'POST', headers, body });
      if (status !== 401 && status !== 429) throw new Error(`a wrong token: expected 401 or 429, actual ${status}`);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, guess));
}

/** The API's copy of its model is poisoned: a byte in its midst is another one. It must not be used at the next start. */
export async function poisonModel({ place: { dataDir } }: Scene): Promise<void> {
  const file = join(dataDir, 'api', 'current.model');
  const copy = await until('a copy of the model', () => (existsSync(file) ? readFileSync(file) : undefined));
  const middle = Math.floor(copy.length / 2);
  copy.writeUInt8(copy.readUInt8(middle) ^ 0xff, middle);
  writeFileSync(file, copy);
}

/** Until the API says in its log why it did not take the poisoned copy. */
export async function poisonNoticed({ system }: Scene): Promise<void> {
  await until('a warning of the API about the model', () =>
    system.log('api').find(({ message }) => message === 'no new model can be loaded'),
  );
}
