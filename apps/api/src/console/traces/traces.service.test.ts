import type { KeptSpan } from '@qt/telemetry';
import { expect, test } from 'vitest';
import type { ApiConfig } from '../../config.ts';
import { fake } from '../../fake.fixture.ts';
import type { Neighbours } from '../stream/neighbours.ts';
import { TracesService } from './traces.service.ts';

const ID = 'a'.repeat(32);
const own = fake<KeptSpan>({ service: 'qt-api', name: 'order.execute', spanId: '1', startedAt: 20, durationMs: 2 });
const theirs = { service: 'qt-risk-guard', name: 'risk.decide', span_id: '2', started_at_ms: 10 };
const STORED = {
  data: [
    {
      spans: [{ spanID: '3', operationName: 'stored', processID: 'p', startTime: 1000, duration: 1 }],
      processes: { p: { serviceName: 'qt-api' } },
    },
  ],
};

/** Jaeger and the guard answer this (null: not at all); the API has one span itself, the scheduler none. */
function setUp({ jaeger, guard }: { jaeger?: object | null; guard: readonly object[] | null }, kept = [own]) {
  const client = (items: readonly object[] | null) => ({
    spans: async () => (items === null ? { ok: false } : { ok: true, body: { items } }),
  });
  const nothing = client([]);
  const fetch = async () => {
    if (jaeger === null) throw new Error('connection refused');
    return Response.json(jaeger);
  };
  return new TracesService(
    fake<Neighbours>({
      all: [
        ['qt-risk-guard', client(guard)],
        ['qt-retrain-worker', nothing],
        ['qt-scheduler', nothing],
      ],
    } as never),
    fake<ApiConfig>(jaeger === undefined ? {} : { QT_JAEGER_URL: 'http://jaeger' }),
    { fetch, spans: { of: (id) => (id === ID ? kept : []) } },
  );
}
const names = async (traces: TracesService) => {
  const { spans, ...said } = await traces.trace(ID);
  return { ...said, spans: spans.map(({ name }) => name) };
};

test('a trace is that of Jaeger where it has one', async () => {
  const said = await names(setUp({ jaeger: STORED, guard: [theirs] }));
  expect(said).toEqual({ source: 'jaeger', detail: '', missing: [], spans: ['stored'] });
});

test('else what the services keep of it, in the order of time, with why, and who did not answer', async () => {
  expect(await names(setUp({ guard: [theirs] }))).toEqual({
    source: 'services',
    detail: 'QT_JAEGER_URL is not set',
    missing: [],
    spans: ['risk.decide', 'order.execute'],
  });
  expect(await names(setUp({ jaeger: { data: [] }, guard: null }))).toEqual({
    source: 'services',
    detail: 'Jaeger does not have it',
    missing: ['qt-risk-guard'],
    spans: ['order.execute'],
  });
});

test('a trace that is nowhere is said to be, with what was tried', async () => {
  const said = await names(setUp({ jaeger: null, guard: [] }, []));
  expect(said).toMatchObject({ source: 'none', spans: [] });
  expect(said.detail).toContain('GET http://jaeger/api/traces: connection refused, and no service that answers has it');
});
