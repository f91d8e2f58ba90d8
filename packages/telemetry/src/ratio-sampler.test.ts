import { ROOT_CONTEXT } from '@opentelemetry/api';
import { SamplingDecision } from '@opentelemetry/sdk-trace';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RatioSampler } from './ratio-sampler.ts';
import { createIdGenerator } from './trace-ids.ts';

const isSampled = (ratio: number, traceId: string) =>
  new RatioSampler(ratio).shouldSample(ROOT_CONTEXT, traceId).decision === SamplingDecision.RECORD_AND_SAMPLED;
const hex = (digits: number) => fc.stringMatching(new RegExp(`^[0-9a-f]{${digits}}$`));

/** As the specification defines it: the last 56 bits against a threshold of as many. */
const asSpecified = (ratio: number, traceId: string) =>
  BigInt(`0x${traceId.slice(18)}`) >= BigInt(Math.round((1 - ratio) * 2 ** 56));

test('the random part of the id alone decides, as the specification has it', () => {
  fc.assert(
    fc.property(hex(32), fc.double({ min: 0, max: 1, noNaN: true }), (traceId, ratio) => {
      // Nearer to the threshold than 32 bits can tell, either answer is right.
      const distance = Number.parseInt(traceId.slice(18, 26), 16) - (1 - ratio) * 2 ** 32;
      fc.pre(Math.abs(distance) > 1);
      expect(isSampled(ratio, traceId)).toBe(asSpecified(ratio, traceId));
    }),
    { numRuns: 1000 },
  );
});

test('what a ratio samples, each higher one samples too', () => {
  const ratio = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(hex(32), ratio, ratio, (traceId, one, other) => {
      const [lower, higher] = [Math.min(one, other), Math.max(one, other)];
      expect(isSampled(lower, traceId) && !isSampled(higher, traceId)).toBe(false);
    }),
  );
});

describe('of random ids', () => {
  const ids = Array.from({ length: 20_000 }, createIdGenerator().generateTraceId);

  test.each([0, 0.1, 0.5, 1])('a ratio of %f samples so many', (ratio) => {
    const share = ids.filter((id) => isSampled(ratio, id)).length / ids.length;
    // Six standard deviations; at 0 and 1 there are none.
    expect(Math.abs(share - ratio)).toBeLessThanOrEqual(6 * Math.sqrt((ratio * (1 - ratio)) / ids.length));
  });
});

test.each(['0'.repeat(32), `${'f'.repeat(18)}${'0'.repeat(14)}`])('none is sampled by 0, all by 1: %s', (traceId) => {
  expect([isSampled(0, traceId), isSampled(1, traceId)]).toEqual([false, true]);
  expect(isSampled(0, 'f'.repeat(32))).toBe(false);
});
