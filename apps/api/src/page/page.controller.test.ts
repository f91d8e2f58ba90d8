import { gunzipSync } from 'node:zlib';
import { HttpProblem } from '@qt/nest-service';
import { recordingInstruments } from '@qt/telemetry/testing';
import { describe, expect, test } from 'vitest';
import { CONSOLE_POLICY, PageController } from './page.controller.ts';
import { PageService } from './page.service.ts';

const service = new PageService();
const metrics = recordingInstruments();
const controller = new PageController(service, metrics.instruments);

function requested(file: string, accepted?: string) {
  const headers: Record<string, string> = {};
  const reply = {
    header(name: string, value: string) {
      headers[name] = value;
      return reply;
    },
  };
  return { body: controller.asset(file, accepted, reply), headers };
}

describe('the built console', () => {
  const html = controller.index({});

  test('loads only files of its own, and has nothing inline', () => {
    const files = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, file = '']) => file);
    const own = files.filter((file) => file !== 'data:,');
    expect(own.length).toBeGreaterThanOrEqual(2);
    for (const file of own) expect(requested(file.replace('/assets/', '')).body.length).toBeGreaterThan(0);
    expect(html).not.toMatch(/<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)/);
    expect(CONSOLE_POLICY).not.toContain('unsafe');
  });

  test('is at most 250 kB at the first load', () => {
    const files = [...html.matchAll(/"\/assets\/([^"]+)"/g)].map(([, file = '']) => file);
    const bytes = files.map((file) => service.asset(file)?.gzip.length ?? 0);
    expect(bytes.reduce((sum, each) => sum + each, html.length)).toBeLessThanOrEqual(250_000);
  });

  test('names the build that the API tells its pages', () => {
    expect(service.build).toMatch(/^[0-9a-f]{12}$/);
    expect(html).toContain(`<meta name="build" content="${service.build}"`);
  });

  test('a file comes plain, or packed where the browser takes that, and never changes', () => {
    const [, file = ''] = /"\/assets\/([^"]+\.js)"/.exec(html) ?? [];
    const plain = requested(file);
    const packed = requested(file, 'br, gzip');
    expect(gunzipSync(packed.body).equals(plain.body)).toBe(true);
    expect(packed.headers).toMatchObject({
      'content-encoding': 'gzip',
      'content-type': 'text/javascript; charset=utf-8',
    });
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(plain.headers['cache-control']).toContain('immutable');
  });
});

test('each opening by a browser is counted, also where no page was built', () => {
  const browser = { 'sec-fetch-mode': 'navigate' };
  controller.index(browser);
  controller.index({ accept: '*/*' });
  const unbuilt = new PageController({ ...service, html: undefined } as PageService, metrics.instruments);
  expect(() => unbuilt.index(browser)).toThrow(HttpProblem);
  expect(metrics.value('qt_console_openings_total', { stage: 'served' })).toBe(2);
});

test.each(['', '..', '../index.html', 'index.html', 'nothing.js'])("a file named '%s' is unknown", (file) => {
  expect(() => requested(file)).toThrow(HttpProblem);
});
