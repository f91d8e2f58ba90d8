import 'reflect-metadata';
import { Body, Controller, Get, Inject, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Instruments, Log } from '@qt/catalogue';
import { INSTRUMENTS, LOG, TELEMETRY, type Telemetry } from '@qt/telemetry';
import { startTestTelemetry, type TestTelemetry } from '@qt/telemetry/testing';
import { fastify } from 'fastify';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { instrumentRequests } from './instrument-requests.ts';
import { TelemetryModule } from './telemetry.module.ts';

@Controller()
class TradesController {
  constructor(
    @Inject(INSTRUMENTS) private readonly instruments: Instruments<'qt_cache_fallbacks_total'>,
    @Inject(LOG) private readonly log: Log,
    @Inject(TELEMETRY) private readonly telemetry: Telemetry,
  ) {}

  @Post('/api/trades')
  async trade(@Body() body: { symbol: string }) {
    await Promise.resolve();
    this.instruments.qt_cache_fallbacks_total.add(1, { cache_name: 'price' });
    this.log.info('in the controller', { symbol: body.symbol });
    return { request_id: this.telemetry.requestId() };
  }

  @Get('/boom')
  boom() {
    throw new Error('boom');
  }
}

@Module({ controllers: [TradesController] })
class TradesModule {}

let api: TestTelemetry<'qt-api'>;
let app: NestFastifyApplication;
let url: string;

beforeEach(async () => {
  api = startTestTelemetry('qt-api');
  const server = fastify();
  instrumentRequests(server, api.telemetry, {});
  const imports = [TelemetryModule.forRoot(api.telemetry), TradesModule];
  app = await NestFactory.create<NestFastifyApplication>(
    { module: class Root {}, imports },
    new FastifyAdapter(server),
    { logger: false },
  );
  await app.listen(0, '127.0.0.1');
  url = await app.getUrl();
});

afterEach(async () => {
  await app.close();
  await api.stop();
});

test('Nest injects the instruments, the log and the telemetry, and a body costs no context', async () => {
  const body = JSON.stringify({ symbol: 'BTCUSDT' });
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${url}/api/trades`, { method: 'POST', headers, body });
  const request_id = response.headers.get('x-request-id');
  expect(await response.json()).toEqual({ request_id });
  const [line] = api.lines.filter(({ message }) => message === 'in the controller');
  expect(line).toMatchObject({ request_id, symbol: 'BTCUSDT', trace_id: expect.stringMatching(/^[0-9a-f]{32}$/) });
  expect(await (await fetch(`${url}/metrics`)).text()).toContain('qt_cache_fallbacks_total{cache_name="price"} 1\n');
});

test("Nest's routes are counted by their template, failed and unmatched ones too", async () => {
  for (const path of ['/boom', '/nowhere/1']) await fetch(url + path);
  const scrape = await (await fetch(`${url}/metrics`)).text();
  expect(scrape).toContain('qt_api_request_total{route="/boom",method="GET",status_code="500"} 1\n');
  expect(scrape).toContain('qt_api_request_total{route="unmatched",method="GET",status_code="404"} 1\n');
  expect(scrape).not.toContain('nowhere');
});
