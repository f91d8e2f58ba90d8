import { expect, test } from 'vitest';
import { createTracedFetch } from './fetch.ts';
import { recordingInstruments } from './testing/recording-instruments.ts';

test('probes of other services make no series of client requests, as they make none of server requests there', async () => {
  const { instruments, series } = recordingInstruments();
  const duration = instruments.http_client_request_duration_seconds;
  const fetch = createTracedFetch(String, async () => Response.json({}), duration);
  for (const path of ['/health/ready', '/health', '/metrics', '/risk']) {
    await fetch(`http://127.0.0.1:8003${path}`, { urlTemplate: path });
  }
  expect(series('http_client_request_duration_seconds')).toEqual([
    expect.objectContaining({ http_request_method: 'GET', http_response_status_code: '200' }),
  ]);
  const failing = createTracedFetch(String, () => Promise.reject(new TypeError('fetch failed')), duration);
  await expect(failing('http://127.0.0.1:8003/health', { urlTemplate: '/health' })).rejects.toThrow('fetch failed');
  expect(series('http_client_request_duration_seconds')).toHaveLength(1);
});
