import { setImmediate as turn } from 'node:timers/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import { observeProcess } from './process-gauges.ts';
import { recordingInstruments } from './testing/recording-instruments.ts';

test('the longest delay of the event loop is seen by each of several readers', async () => {
  const { instruments, value } = recordingInstruments();
  const stop = observeProcess(instruments);
  const delay = () => value('qt_process_event_loop_delay_seconds') ?? 0;
  await vi.waitFor(async () => {
    const until = performance.now() + 120;
    while (performance.now() < until);
    await turn();
    expect(delay()).toBeGreaterThan(0.09);
  });
  expect(delay()).toBeGreaterThan(0.09);
  expect(value('qt_process_resident_memory_bytes')).toBeGreaterThan(10_000_000);
  stop();
});

test('the 99th percentile is that of the latest whole window, in the first one that so far', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  onTestFinished(() => void vi.useRealTimers());
  const { instruments, value } = recordingInstruments();
  onTestFinished(observeProcess(instruments));
  const p99 = () => value('qt_process_event_loop_delay_p99_seconds') ?? Number.NaN;
  const hold = async (ms: number) => {
    const until = performance.now() + ms;
    while (performance.now() < until);
    await turn();
  };
  while (!(p99() > 0.05)) await hold(60);
  vi.advanceTimersByTime(15_000);
  const first = p99();
  expect(first).toBeGreaterThan(0.05);
  await hold(300);
  await hold(300);
  expect(value('qt_process_event_loop_delay_seconds')).toBeGreaterThan(0.2);
  expect(p99()).toBe(first);
  vi.advanceTimersByTime(15_000);
  expect(p99()).toBeGreaterThan(0.2);
});
