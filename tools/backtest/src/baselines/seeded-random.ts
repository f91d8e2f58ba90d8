import { uniform } from '@qt/simulated-market';

/** Numbers from 0 (inclusive) to 1, the same for the same seed on every machine. */
export function seededRandom(seed: number): () => number {
  let drawn = 0;
  return () => uniform(seed, drawn++);
}
