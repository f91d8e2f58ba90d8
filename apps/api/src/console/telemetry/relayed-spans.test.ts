import type { BrowserSpan } from '@qt/contracts';
import { expect, test } from 'vitest';
import { relayedSpansOf } from './relayed-spans.ts';

const span = (fields: Partial<BrowserSpan>): BrowserSpan => ({
  name: 'console.call',
  trace_id: 'a'.repeat(32),
  span_id: 'b'.repeat(16),
  parent_span_id: null,
  started_at: 1000,
  duration_ms: 5,
  attributes: {},
  ...fields,
});

test('a call is named after the route of the API, and one of nothing that the API has is left out', () => {
  const call = (path: string) => span({ attributes: { 'http.request.method': 'GET', 'url.path': path } });
  const spans = [call('/api/candles/BTCUSDT'), call('/api/candles/BTCUSDT/more'), call('/secret'), span({})];
  expect(relayedSpansOf(spans, 'a1').map(({ name, kind }) => [name, kind])).toEqual([
    ['GET /api/candles/{symbol}', 'client'],
  ]);
});

test('an act keeps its name, and says which build of the page it is of', () => {
  const [relayed] = relayedSpansOf([span({ name: 'console.act', attributes: { 'qt.act': 'kill_switch' } })], 'a1');
  expect(relayed).toMatchObject({
    name: 'console.act',
    kind: 'internal',
    attributes: { 'qt.act': 'kill_switch', 'qt.console.build': 'a1' },
  });
});
