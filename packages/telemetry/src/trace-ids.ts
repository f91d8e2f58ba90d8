import type { IdGenerator } from '@opentelemetry/sdk-trace';
import { randomHex } from './random-hex.ts';

/** Random ids; all zeros would mean none. */
export function createIdGenerator(): IdGenerator {
  return { generateTraceId: () => nonZero(32), generateSpanId: () => nonZero(16) };
}

function nonZero(digits: number): string {
  const id = randomHex(digits);
  return /[^0]/.test(id) ? id : nonZero(digits);
}
