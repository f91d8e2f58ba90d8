import type { BrowserTelemetry } from '@qt/contracts';
import { expect, test } from 'vitest';
import { browserErrorOf } from './browser-error.ts';
import { Outbox } from './outbox.ts';

test('nothing is sent for nothing, and everything once', () => {
  const posted: BrowserTelemetry[] = [];
  const outbox = new Outbox('a1', (telemetry) => void posted.push(telemetry));
  outbox.flush();
  outbox.loaded(800);
  outbox.flush();
  outbox.flush();
  expect(posted).toEqual([{ build: 'a1', spans: [], errors: [], load_ms: 800 }]);
});

test('an error that comes again and again is sent at most twenty times at once', () => {
  const posted: BrowserTelemetry[] = [];
  const outbox = new Outbox('a1', (telemetry) => void posted.push(telemetry));
  for (let one = 0; one < 1000; one++) outbox.error(browserErrorOf('error', new TypeError('again')));
  outbox.flush();
  expect(posted[0]?.errors).toHaveLength(20);
});
