import { recordingInstruments, recordingLog } from '@qt/telemetry/testing';
import { beforeEach, expect, test } from 'vitest';
import { limits, NOW } from '../domain/check-order.fixture.ts';
import { ClockWatch } from '../domain/clock-watch.ts';
import { ObservedFacts } from '../domain/observed-facts.ts';
import { SETTINGS } from '../risk/risk-engine.fixture.ts';
import { ClockService } from './clock.service.ts';

let time: { now: number; monotonic: number; provider: number | null };
let service: ClockService;
let metrics: ReturnType<typeof recordingInstruments>;
let log: ReturnType<typeof recordingLog>;

beforeEach(() => {
  time = { now: NOW, monotonic: 0, provider: NOW };
  const now = () => time.now;
  log = recordingLog();
  metrics = recordingInstruments();
  const facts = new ObservedFacts(new ClockWatch(now, () => time.monotonic));
  const provider = {
    time: async () => {
      if (time.provider === null) throw new Error('no route');
      return time.provider;
    },
  };
  const settings = { ...SETTINGS, databaseFile: '', killSwitch: false, limits: limits() };
  service = new ClockService(provider, facts, settings, now, metrics.instruments, log.log);
  service.onModuleInit();
});

const changes = () =>
  log.events('clock.offset.changed').map(({ state, offset_seconds }) => `${state} ${offset_seconds}`);
const offset = () => metrics.value('qt_clock_offset_seconds', { provider: 'binance' });

test('an offset is logged beyond the first bound, again beyond the second, and when it is over', async () => {
  for (const ahead of [1000, 1001, 5000, 5001, 5002, 0]) {
    time.provider = NOW + ahead;
    await service.compare();
    expect(offset()).toBe(ahead / 1000);
  }
  expect(changes()).toEqual(['off 1.001', 'skewed 5.001', 'right 0']);
});

test('a jump is logged although the provider does not answer, and has no series', async () => {
  await service.compare();
  time.provider = null;
  time.now += 3_600_000;
  await service.compare();
  expect(changes()).toEqual(['skewed -3600']);
  expect(metrics.series('qt_clock_offset_seconds')).toEqual([]);
});
