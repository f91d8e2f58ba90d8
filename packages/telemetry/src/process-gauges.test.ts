import { setImmediate as turn } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
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
