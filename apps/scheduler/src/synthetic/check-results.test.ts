import { recordingInstruments, recordingLog } from '@qt/telemetry/testing';
import { describe, expect, test } from 'vitest';
import { RUN } from '../scheduling/scheduler.fixture.ts';
import { MemorySchedulerRepository } from '../store/memory-scheduler.repository.fixture.ts';
import type { Check } from './check.ts';
import { CheckResults } from './check-results.ts';

const NOW = 1_700_000_000_000;
const PASSING: Check = { target: 'binance', checkedAt: NOW, durationMs: 250, result: { ok: true } };
const FAILING: Check = { ...PASSING, checkedAt: NOW + 60_000, result: { ok: false, error: 'binance: stale' } };

async function opened(repository = new MemorySchedulerRepository()) {
  const recorded = recordingInstruments();
  const log = recordingLog();
  const results = new CheckResults(repository, recorded.instruments, log.log);
  await results.onModuleInit();
  return { repository, results, log, ...recorded };
}

describe('the results of the synthetic checks', () => {
  test('before the first check there is no series', async () => {
    const { results, series } = await opened();
    expect(results.latest).toEqual([]);
    expect(series('qt_synthetic_check_success')).toEqual([]);
    expect(series('qt_synthetic_check_timestamp_seconds')).toEqual([]);
  });

  test('each check shows its success, time and duration', async () => {
    const { results, value, observations } = await opened();
    await results.record(PASSING, true, RUN);
    expect(value('qt_synthetic_check_success', { target: 'binance' })).toBe(1);
    await results.record(FAILING, true, RUN);
    expect(value('qt_synthetic_check_success', { target: 'binance' })).toBe(0);
    expect(value('qt_synthetic_check_timestamp_seconds', { target: 'binance' })).toBe(NOW / 1000 + 60);
    expect(observations('qt_synthetic_check_duration_seconds', { target: 'binance' })).toEqual([0.25, 0.25]);
    expect(results.latest).toEqual([FAILING]);
  });

  test('a check whose provider was not asked fails, and has no duration', async () => {
    const { results, value, observations } = await opened();
    await results.record(FAILING, false, RUN);
    expect(value('qt_synthetic_check_success', { target: 'binance' })).toBe(0);
    expect(value('qt_synthetic_check_timestamp_seconds', { target: 'binance' })).toBe(NOW / 1000 + 60);
    expect(observations('qt_synthetic_check_duration_seconds', { target: 'binance' })).toEqual([]);
  });

  test('the offset of a clock ends when it is no longer known', async () => {
    const { results, value, series } = await opened();
    results.recordOffset('binance', -1.5);
    expect(value('qt_clock_offset_seconds', { provider: 'binance' })).toBe(-1.5);
    results.recordOffset('binance', undefined);
    expect(series('qt_clock_offset_seconds')).toEqual([]);
  });

  test('are restored after a restart, with their original time', async () => {
    const { repository, results } = await opened();
    await results.record(FAILING, true, RUN);
    const again = await opened(repository);
    expect(again.results.latest).toEqual([FAILING]);
    expect(again.value('qt_synthetic_check_success', { target: 'binance' })).toBe(0);
    expect(again.value('qt_synthetic_check_timestamp_seconds', { target: 'binance' })).toBe(NOW / 1000 + 60);
    expect(again.observations('qt_synthetic_check_duration_seconds')).toEqual([]);
  });

  test('one line is logged per change, not per check', async () => {
    const { results, log } = await opened();
    for (const check of [PASSING, FAILING, FAILING, PASSING, PASSING]) await results.record(check, true, RUN);
    expect(log.lines.map(({ level, message }) => `${level} ${message}`)).toEqual([
      'warn synthetic check: binance fails',
      'info synthetic check: binance has recovered',
    ]);
  });
});
