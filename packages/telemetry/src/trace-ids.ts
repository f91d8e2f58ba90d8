import { INVALID_SPANID, INVALID_TRACEID } from '@opentelemetry/api';
import type { IdGenerator } from '@opentelemetry/sdk-trace';
import { randomHex } from './random-hex.ts';

/** Random ids; the two of nothing but zeros mean none. */
export function createIdGenerator(): IdGenerator {
  return { generateTraceId: () => randomBut(INVALID_TRACEID), generateSpanId: () => randomBut(INVALID_SPANID) };
}

function randomBut(invalid: string): string {
  const id = randomHex(invalid.length);
  return id === invalid ? randomBut(invalid) : id;
}
