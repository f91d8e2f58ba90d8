import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Global, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { amount } from '@qt/domain';
import { NOW } from '@qt/nest-service';
import { TelemetryModule } from '@qt/nest-service/telemetry';
import { startTestTelemetry } from '@qt/telemetry/testing';
import { expect, onTestFinished, test } from 'vitest';
import { ApiConfig, readConfig } from '../config.ts';
import { StoreModule } from '../store/store.module.ts';
import { SHARED_DATABASE } from '../store/tokens.ts';
import { AccountService } from './account.service.ts';
import { OrderService } from './orders/order.service.ts';
import { PositionExitsService } from './strategy/position-exits.service.ts';
import { SignalTraderService } from './strategy/signal-trader.service.ts';
import { anOrder } from './trading.fixture.ts';
import { TradingModule } from './trading.module.ts';

const NOTHING = { decisions: { buy: 0, sell: 0, hold: 0 }, orders: 0, denials: {}, failures: [] };

test('Nest builds the module, which orders nothing while the guard cannot be reached', async () => {
  const running = startTestTelemetry('qt-api');
  onTestFinished(() => running.stop());
  const folder = mkdtempSync(join(tmpdir(), 'qt-trading-module-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const config = readConfig({ QT_DATA_DIR: folder, QT_RISK_GUARD_URL: 'http://127.0.0.1:1', QT_PAPER_BALANCE: '1000' });

  @Global()
  @Module({
    providers: [
      { provide: ApiConfig, useValue: config },
      { provide: SHARED_DATABASE, useValue: null },
      { provide: NOW, useValue: () => Date.now() },
    ],
    exports: [ApiConfig, SHARED_DATABASE, NOW],
  })
  class HostModule {}

  @Module({ imports: [TelemetryModule.forRoot(running.telemetry), HostModule, StoreModule, TradingModule] })
  class AppModule {}

  const app = await NestFactory.createApplicationContext(AppModule, { logger: false, abortOnError: false });
  onTestFinished(() => app.close());
  expect(await app.get(SignalTraderService).act([])).toEqual(NOTHING);
  expect(await app.get(PositionExitsService).closeDue()).toEqual(NOTHING);
  const quote = { price: amount('100'), observedAt: 0 };
  expect(await app.get(OrderService).submit({ order: anOrder(), quote, signal: null })).toMatchObject({
    outcome: 'guard_unavailable',
    error: expect.stringContaining('http://127.0.0.1:1/internal/orders/reserve'),
  });
  const { cash, equity } = await app.get(AccountService).account();
  expect([cash, equity]).toEqual([amount('1000'), amount('1000')]);
});
