import { createHash, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Act } from '@qt/contracts';
import { NOW } from '@qt/nest-service';

/** How long one may think about it. */
const VALID_MS = 60_000;
/** More than people can wait for at once. */
const MOST = 100;

interface Pending {
  readonly of: string;
  /** Unix ms. */
  readonly expiresAt: number;
}

/** Acts that were asked for once and have to be asked for again: by the same person, the same act, within a minute. */
@Injectable()
export class Confirmations {
  readonly #pending = new Map<string, Pending>();

  constructor(@Inject(NOW) private readonly now: () => number) {}

  issue(name: string, act: Act): { readonly confirm: string; readonly expiresAt: number } {
    for (const [token, { expiresAt }] of this.#pending) {
      if (expiresAt <= this.now() || this.#pending.size >= MOST) this.#pending.delete(token);
    }
    const confirm = randomBytes(16).toString('base64url');
    const expiresAt = this.now() + VALID_MS;
    this.#pending.set(confirm, { of: digestOf(name, act), expiresAt });
    return { confirm, expiresAt };
  }

  /** Whether the token was issued for this; it is valid once. */
  redeem(confirm: string, name: string, act: Act): boolean {
    const pending = this.#pending.get(confirm);
    if (pending === undefined || pending.of !== digestOf(name, act) || pending.expiresAt <= this.now()) return false;
    return this.#pending.delete(confirm);
  }
}

/** A parsed act has its fields in the order of its schema. */
function digestOf(name: string, act: Act): string {
  return createHash('sha256')
    .update(JSON.stringify([name, act]))
    .digest('base64');
}
