import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { expect, test } from 'vitest';
import { onDemand } from './on-demand.ts';

test('gives the very module that an import gives, and no second copy of it', () => {
  const { W3CTraceContextPropagator: loaded } = onDemand<typeof import('@opentelemetry/core')>('@opentelemetry/core');
  expect(loaded).toBe(W3CTraceContextPropagator);
});

test('says which package is missing', () => {
  expect(() => onDemand('@opentelemetry/nowhere')).toThrow('@opentelemetry/nowhere');
});
