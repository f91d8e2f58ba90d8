import { expect, test } from 'vitest';
import { recordingInstruments } from '../testing/recording-instruments.ts';
import { recordingLog } from '../testing/recording-log.ts';
import { createExportWatch } from './export-watch.ts';

function setUp() {
  const { log, lines } = recordingLog();
  const { instruments, value } = recordingInstruments();
  const watch = createExportWatch('traces', log, instruments);
  const levels = () => lines.map(({ level }) => level);
  return { watch, lines, levels, lost: () => value('qt_telemetry_export_failures_total', { signal: 'traces' }) };
}

test('an export that is rejected in part neither passes for one that works nor is logged again each time', () => {
  const { watch, levels, lost } = setUp();
  for (let exported = 1; exported <= 3; exported++) {
    watch.lost(exported, new Error(`the collector rejected ${exported} of an export: too old`));
    watch.succeeded();
  }
  expect(levels()).toEqual(['warn']);
  expect(lost()).toBe(6);
  watch.succeeded();
  expect(levels()).toEqual(['warn', 'info']);
});

test('spans are lost behind a full queue and the log says why: each cause is logged once', () => {
  const { watch, lines, lost } = setUp();
  const refused = new Error('http://collector:4318/v1/traces answered 401 Unauthorized');
  const full = new Error('the queue of 2048 spans is full');
  for (let round = 0; round < 3; round++) {
    watch.lost(1, full);
    watch.lost(512, refused);
  }
  expect(lines.map(({ fields }) => fields['error'])).toEqual([full, refused]);
  expect(lost()).toBe(3 * 513);
});

test('causes that are different each time do not fill the log', () => {
  const { watch, levels } = setUp();
  for (let cause = 0; cause < 100; cause++) watch.lost(1, new Error('x'.repeat(cause)));
  expect(levels()).toHaveLength(10);
});
