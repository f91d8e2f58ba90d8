import { createHash, timingSafeEqual } from 'node:crypto';
import type { NamedToken } from './named-tokens.ts';

/** Whose token it is. Takes the same time whichever token is given: digests have one length, and all are compared. */
export function ownerOf<T extends NamedToken>(given: string | undefined, tokens: readonly T[]): T | undefined {
  if (given === undefined) return undefined;
  const digest = digestOf(given);
  let owner: T | undefined;
  for (const one of tokens) {
    if (timingSafeEqual(digest, digestOf(one.token))) owner = one;
  }
  return owner;
}

function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
