import { describe, expect, test } from 'vitest';
import { createLog } from './create-log.ts';
import { createScrub } from './redaction.ts';

const SECRET = 's3cr3t-admin-token';

function setUp(env: Record<string, string> = { QT_ADMIN_TOKEN: SECRET }) {
  const written: string[] = [];
  const log = createLog({
    service: 'qt-api',
    level: 'debug',
    scrub: createScrub(env),
    sink: { write: (line) => void written.push(line) },
    now: () => Date.UTC(2026, 0, 2, 3, 4, 5, 6),
  });
  return { log, written, last: () => JSON.parse(written.at(-1) ?? '') as Record<string, unknown> };
}

describe('a line', () => {
  test('is one JSON object with time, level as a word, message and service', () => {
    const { log, written, last } = setUp();
    log.warn('first\nsecond', { symbol: 'BTCUSDT', attempts: 2 });
    expect(written.join('').match(/\n/g)).toHaveLength(1);
    expect(last()).toEqual({
      timestamp: '2026-01-02T03:04:05.006Z',
      level: 'warn',
      message: 'first\nsecond',
      service: 'qt-api',
      symbol: 'BTCUSDT',
      attempts: 2,
    });
  });

  test('of an event has its name, its catalogued level and a sentence', () => {
    const { log, last } = setUp();
    log.event('provider.failover', { from: 'binance', to: 'coingecko', error: 'timeout' });
    expect(last()).toMatchObject({
      event: 'provider.failover',
      level: 'warn',
      message: 'binance failed, asking coingecko',
      from: 'binance',
      error: 'timeout',
    });
  });

  test('never has a key twice, whatever a field is called', () => {
    const { log, written, last } = setUp();
    log.info('mine', { message: 'theirs', level: 'x', timestamp: 'y', service: 'z', trace_id: 'not ours' });
    expect(last()).toMatchObject({ message: 'mine', level: 'info', service: 'qt-api', message_: 'theirs' });
    const keys = [...(written.at(-1) ?? '').matchAll(/"(\w+)":/g)].map(([, key]) => key);
    expect(new Set(keys).size).toBe(keys.length);
  });

  test('has an error as type, message and stack, with its cause', () => {
    const { log, last } = setUp();
    log.error('failed', { error: new TypeError('outer', { cause: new Error('inner') }) });
    expect(last()['error']).toMatchObject({
      type: 'TypeError',
      message: 'outer',
      stack: expect.stringContaining('outer'),
      cause: { type: 'Error', message: 'inner' },
    });
  });

  test('is written for values that JSON does not know', () => {
    const { log, last } = setUp();
    const cyclic: Record<string, unknown> = { name: 'a' };
    cyclic['self'] = cyclic;
    log.info('odd', {
      cyclic,
      big: 12n,
      not: Number.NaN,
      map: new Map([['k', 1]]),
      bytes: new Uint8Array(3),
      none: null,
    });
    expect(last()).toMatchObject({
      cyclic: { name: 'a', self: '[circular]' },
      big: '12',
      not: 'NaN',
      map: { k: 1 },
      bytes: '[3 bytes]',
      none: null,
    });
  });

  test('is written, without its fields, when a field cannot be read', () => {
    const { log, last } = setUp();
    const fields = {
      get broken(): string {
        throw new Error('no');
      },
    };
    log.info('still here', fields);
    expect(last()).toMatchObject({ message: 'still here', error: expect.stringContaining('could not be written') });
  });
});

describe('a secret', () => {
  test.each([
    ['in a field', { note: `it is ${SECRET}.` }],
    ['nested', { a: { b: [{ c: SECRET }] } }],
    ['as a header by name', { headers: { Authorization: 'anything', 'x-admin-token': 'other', cookie: 'a=b' } }],
    ['in an error', { error: new Error(`refused ${SECRET}`) }],
    ['in the stack of a cause', { error: new Error('outer', { cause: new Error(SECRET) }) }],
    ['as a key', { apiKey: 'AKIA123', api_key: 'AKIA123', 'X-MBX-APIKEY': 'AKIA123' }],
    ['as a signature in a URL', { url: 'https://x/api?symbol=A&signature=AKIA123&recvWindow=5' }],
    ['as a bearer token in a text', { text: 'sent Authorization: Bearer AKIA123.xyz-1' }],
    ['in JSON inside a text', { text: '{"password": "AKIA123"}' }],
  ])('%s is redacted', (_, fields) => {
    const { log, written } = setUp();
    log.info('line', fields);
    const line = written.at(-1) ?? '';
    expect(line).toContain('[redacted]');
    for (const secret of [SECRET, 'AKIA123', 'anything"', '"other"', 'a=b']) expect(line).not.toContain(secret);
  });

  test('in the message is redacted', () => {
    const { log, last } = setUp();
    log.info(`token ${SECRET} refused`);
    expect(last()['message']).toBe('token [redacted] refused');
  });

  test('of any variable that holds one is known by value', () => {
    const env = {
      QT_SERVICE_TOKEN: 'service-1',
      QT_API_TOKEN: 'trader-1',
      QT_ADMIN_TOKENS: 'anna:annas-1,ben:bens-22',
      BINANCE_API_KEY: 'binance-1',
      QT_SYMBOLS: 'BTCUSDT',
    };
    const { log, last } = setUp({ ...env, OTEL_EXPORTER_OTLP_HEADERS: 'x-tenant=tenant%3D11,y=header-2' });
    log.info('service-1 trader-1 annas-1 bens-22 binance-1 tenant=11 header-2 BTCUSDT');
    expect(last()['message']).toBe(`${'[redacted] '.repeat(7)}BTCUSDT`);
  });

  test('is not seen in ordinary words', () => {
    const { log, last } = setUp();
    const message = 'X-Admin-Token: expected a token, actual none; Bearer token missing';
    log.info(message, { symbol: 'BTCUSDT', client_order_id: 'a-1', tokens_left: 3 });
    expect(last()).toMatchObject({ message, symbol: 'BTCUSDT', client_order_id: 'a-1', tokens_left: 3 });
  });
});
