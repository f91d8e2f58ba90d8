import { expect, test } from 'vitest';
import { recordingInstruments } from '../testing/recording-instruments.ts';
import { recordingLog } from '../testing/recording-log.ts';
import { createExportWatch } from './export-watch.ts';

function setUp() {
  const { log, lines } = recordingLog();
  const { instruments, value } = recordingInstruments();
  const watch = createExportWatch('traces', log, instruments);
  const levels = () => lines.map(({ level }) => level);
  return { watch, levels, lost: () => value('qt_telemetry_export_failures_total', { signal: 'traces' }) };
}

test('an export that is rejected in part neither passes for one that works nor is said again each time', () => {
  const { watch, levels, lost } = setUp();
  for (let exported = 0; exported < 3; exported++) {
    watch.rejectedPart(new Error('3 spans too old'));
    watch.succeeded();
  }
  expect(levels()).toEqual(['warn']);
  expect(lost()).toBe(3);
  watch.succeeded();
  expect(levels()).toEqual(['warn', 'info']);
});
