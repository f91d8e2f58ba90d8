import { describe, expect, test } from 'vitest';
import { apiRoutes } from './api.ts';
import { type ClientOptions, createClient } from './client.ts';
import { retrainRoutes } from './retrain-worker.ts';

const price = {
  symbol: 'BTCUSDT',
  price: '1.5',
  source: 'binance',
  observed_at: '2026-01-01T00:00:00.000Z',
  stale: false,
};
const failure = { error: { code: 'unknown_symbol', message: 'symbol: expected BTCUSDT', request_id: 'r-1' } };
const order = { client_order_id: 'a', symbol: 'BTCUSDT', side: 'buy', quantity: '1' } as const;

/** A client of the API whose calls are all answered by `answer`, and the requests that it made. */
function connect(answer: (request: Request) => Response | Promise<Response>, timeoutMs = 1000) {
  const requests: Request[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    requests.push(request);
    return answer(request.clone());
  };
  const options = { baseUrl: 'http://127.0.0.1:1', headers: { authorization: 'Bearer t' }, timeoutMs, fetch };
  return { client: createClient({ ...apiRoutes, ...retrainRoutes }, options), requests };
}
const answering = (status: number, body: unknown) => connect(() => Response.json(body, { status }));

describe('a call', () => {
  test('puts params, query, body and headers where the contract says', async () => {
    const { client, requests } = connect(() => Response.json({}));
    await client.candles({ params: { symbol: 'A/B' }, query: { interval: '5m', limit: 7 } });
    await client.placeTrade({ body: order });
    expect(requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'GET http://127.0.0.1:1/api/candles/A%2FB?interval=5m&limit=7',
      'POST http://127.0.0.1:1/api/trades',
    ]);
    expect(requests.map(({ headers }) => [headers.get('authorization'), headers.get('content-type')])).toEqual([
      ['Bearer t', null],
      ['Bearer t', 'application/json'],
    ]);
    expect(await requests[1]?.json()).toEqual(order);
  });

  test("hands on its path's template, for a trace", async () => {
    const templates: string[] = [];
    const fetch: ClientOptions['fetch'] = async (_, { urlTemplate }) => {
      templates.push(urlTemplate);
      return Response.json({});
    };
    const client = createClient(apiRoutes, { baseUrl: 'http://127.0.0.1:1', timeoutMs: 1000, fetch });
    await client.candles({ params: { symbol: 'BTCUSDT' }, query: { interval: '5m', limit: 7 } });
    await client.positions();
    expect(templates).toEqual(['/api/candles/{symbol}', '/api/positions']);
  });

  test('answers a declared success, parsed', async () => {
    const { client } = answering(200, price);
    expect(await client.latestPrice({ params: { symbol: 'BTCUSDT' } })).toEqual({ ok: true, status: 200, body: price });
  });

  test('leaves a body that is not JSON unread', async () => {
    const { client } = connect(() => new Response(new Uint8Array([1, 2])));
    expect(await client.modelArtifact({ params: { version: 'm-1' } })).toEqual({
      ok: true,
      status: 200,
      body: undefined,
    });
  });

  test("gives back the other service's own error", async () => {
    const { client } = answering(404, failure);
    expect(await client.latestPrice({ params: { symbol: 'X' } })).toEqual({ ok: false, status: 404, ...failure });
  });

  test.each([299, 502])('names a %d that the contract does not declare', async (status) => {
    const { client } = answering(status, { message: 'not an error of ours' });
    expect(await client.positions()).toEqual({
      ok: false,
      status,
      error: {
        code: 'undeclared_reply',
        message: `GET /api/positions answered ${status}, which its contract does not declare`,
        request_id: '',
      },
    });
  });

  test('takes a success that does not fit its schema for no answer', async () => {
    const { client } = answering(200, { ...price, price: 1.5 });
    const reply = await client.latestPrice({ params: { symbol: 'BTCUSDT' } });
    expect(reply).toMatchObject({ ok: false, status: null, error: { code: 'unreachable' } });
    expect(reply).toHaveProperty('error.message', expect.stringContaining('expected string, received number'));
  });

  test.each<[string, () => Response]>([
    ['a body that is not JSON', () => new Response('<html>')],
    [
      'no connection',
      () => {
        throw new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED 127.0.0.1:1') });
      },
    ],
  ])('does not throw for %s', async (_, answer) => {
    const reply = await connect(answer).client.positions();
    expect(reply).toMatchObject({ ok: false, status: null, error: { code: 'unreachable', request_id: '' } });
    expect(reply).toHaveProperty(
      'error.message',
      expect.stringMatching(/^GET http:\/\/127.0.0.1:1\/api\/positions: (connect ECONNREFUSED|Unexpected token)/),
    );
  });

  test('ends at its time-out', async () => {
    // By the signal itself: a Request's own follows it by weak references, and may be collected before.
    const fetch: ClientOptions['fetch'] = (_, { signal }) =>
      new Promise((_, reject) => {
        if (signal?.aborted) reject(signal.reason);
        signal?.addEventListener('abort', () => reject(signal.reason));
      });
    const client = createClient(apiRoutes, { baseUrl: 'http://127.0.0.1:1', timeoutMs: 10, fetch });
    const reply = await client.positions();
    expect(reply).toMatchObject({ ok: false, status: null, error: { code: 'unreachable' } });
    expect(reply).toHaveProperty('error.message', expect.stringContaining('aborted due to timeout'));
  });
});
