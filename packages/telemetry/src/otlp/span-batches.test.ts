import { ROOT_CONTEXT, SpanKind, TraceFlags } from '@opentelemetry/api';
import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import { TracerProvider } from '@opentelemetry/sdk-trace';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { SpanBatches, type SpanEncoder } from './span-batches.ts';

const LIMITS = { maxQueueSize: 10, maxExportBatchSize: 4, scheduledDelayMillis: 1000, exportTimeoutMillis: 5000 };
const SUCCESS: ExportResult = { code: ExportResultCode.SUCCESS };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Encodes a span as its name; one named `odd` cannot be encoded. */
function nameEncoder(): SpanEncoder<string> {
  let names: string[] = [];
  return {
    add({ name }) {
      if (name === 'odd') throw new TypeError('odd');
      names.push(name);
    },
    take() {
      const taken = names.join(' ');
      names = [];
      return taken;
    },
  };
}

function setUp() {
  const sent: { names: string; done: (result: ExportResult) => void }[] = [];
  const lost: unknown[] = [];
  let count = 0;
  const batches = new SpanBatches({
    encoder: nameEncoder(),
    exporter: {
      export: (names, done) => void sent.push({ names, done }),
      shutdown: async () => {},
    },
    watch: {
      succeeded() {},
      lost(items, error) {
        count += items;
        lost.push(error);
      },
    },
    limits: LIMITS,
  });
  const tracer = new TracerProvider({ spanProcessors: [batches] }).getTracer('scope');
  const end = (...names: string[]) => {
    for (const name of names) tracer.startSpan(name, {}, ROOT_CONTEXT).end();
  };
  /** What stands in line for the event loop is done. */
  const settle = () => vi.advanceTimersByTimeAsync(0);
  const names = () => sent.map((one) => one.names);
  return { batches, sent, lost, lostSpans: () => count, end, settle, names };
}

describe('a batch is sent', () => {
  test('when it is full, and not within the work that ended its last span', async () => {
    const { end, settle, names } = setUp();
    end('a', 'b', 'c', 'd', 'e');
    expect(names()).toEqual([]);
    await settle();
    expect(names()).toEqual(['a b c d']);
  });

  test('when its first span has waited long enough', async () => {
    const { end, names } = setUp();
    await vi.advanceTimersByTimeAsync(5000);
    end('a');
    await vi.advanceTimersByTimeAsync(999);
    expect(names()).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(names()).toEqual(['a']);
  });

  test('after the one before it, whatever became of that', async () => {
    const { end, settle, names, sent } = setUp();
    end('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h');
    await settle();
    expect(names()).toEqual(['a b c d']);
    sent[0]?.done({ code: ExportResultCode.FAILED });
    await settle();
    expect(names()).toEqual(['a b c d', 'e f g h']);
    sent[1]?.done(SUCCESS);
    end('i', 'j', 'k', 'l');
    await settle();
    expect(names()).toHaveLength(3);
  });

  test('when the one before it has taken too long', async () => {
    const { end, names } = setUp();
    end('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h');
    await vi.advanceTimersByTimeAsync(4999);
    expect(names()).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(names()).toHaveLength(2);
  });

  test('when it is asked for, and by a shutdown, after which nothing is taken any more', async () => {
    const { batches, end, names, sent, settle } = setUp();
    end('a');
    const flushed = batches.forceFlush();
    await settle();
    sent[0]?.done(SUCCESS);
    await flushed;
    end('b');
    const stopped = batches.shutdown();
    await settle();
    sent[1]?.done(SUCCESS);
    await stopped;
    end('c');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(names()).toEqual(['a', 'b']);
  });
});

test('a full queue drops spans, counts each of them, and takes spans again later', async () => {
  const { end, settle, names, sent, lostSpans } = setUp();
  const many = (count: number) => end(...Array.from({ length: count }, (_, at) => `${at}`));
  many(4);
  await settle();
  // Four are being sent; ten wait; nine are too many.
  many(19);
  expect(lostSpans()).toBe(9);
  sent[0]?.done(SUCCESS);
  await settle();
  many(1);
  sent[1]?.done(SUCCESS);
  await settle();
  expect(lostSpans()).toBe(9);
  expect(names().map((batch) => batch.split(' ').length)).toEqual([4, 4, 4]);
  expect(names()[2]).toBe('4 5 6 7');
});

test('a span that cannot be encoded is counted as lost, and the others go', async () => {
  const { batches, end, names, lost } = setUp();
  end('a', 'odd', 'b');
  void batches.forceFlush();
  await vi.advanceTimersByTimeAsync(0);
  expect(names()).toEqual(['a b']);
  expect(lost).toEqual([new TypeError('odd')]);
});

test('a span that is recorded but not sampled is not sent', async () => {
  const { batches, names } = setUp();
  const unsampled = {
    spanContext: () => ({ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: TraceFlags.NONE }),
    kind: SpanKind.INTERNAL,
  };
  batches.onEnd(unsampled as unknown as Parameters<SpanBatches<string>['onEnd']>[0]);
  await batches.forceFlush();
  expect(names()).toEqual([]);
});
