import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SpanStatusCode, trace } from '@opentelemetry/api';
import { startTelemetry, type Telemetry } from '@qt/telemetry';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { FinishedRun, RunOutcome, StartedRun } from './job.ts';
import { RunTracker } from './run-tracker.ts';

const NOW = 1_700_000_000_000;
const UUID = /^[0-9a-f]{8}-/;
const SUCCESS: RunOutcome = { status: 'success', symbolsDone: 3 };
const PARTIAL: RunOutcome = { status: 'degraded', symbolsDone: 2, errorsByProvider: { binance: 1 }, error: 'time-out' };
const started: StartedRun = { jobId: 'signal_scan', runId: 'run', trigger: 'schedule', startedAt: NOW };

let folder: string;
let telemetry: Telemetry<'qt-scheduler'>;
let lines: Record<string, unknown>[];
let recorded: FinishedRun[];
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'qt-run-tracker-'));
  telemetry = startTelemetry({
    service: 'qt-scheduler',
    version: '0',
    dataDir: folder,
    admitted: { symbol: [], profile: [] },
    env: {},
    sink: { write: (line: string) => void lines.push(JSON.parse(line)) },
  });
});
afterAll(async () => {
  await telemetry.shutdown();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  lines = [];
  recorded = [];
});

async function tracked(outcome: RunOutcome, inside = () => {}): Promise<void> {
  const tracker = new RunTracker(telemetry, { record: async (run) => recorded.push(run) > 0, count: () => {} });
  await tracker.track(started, async () => {
    inside();
    return { ...started, finishedAt: NOW + 1500, outcome };
  });
}

describe('a tracked run', () => {
  test('logs its start and its result', async () => {
    await tracked(PARTIAL);
    expect(lines).toMatchObject([
      { event: 'scheduler.run.started', job_id: 'signal_scan', run_id: 'run', trigger: 'schedule' },
      {
        event: 'scheduler.run.finished',
        job_id: 'signal_scan',
        run_id: 'run',
        status: 'degraded',
        duration_ms: 1500,
        symbols_done: 2,
        errors_by_provider: { binance: 1 },
        error: 'time-out',
      },
    ]);
    expect(recorded).toMatchObject([{ runId: 'run', outcome: PARTIAL }]);
  });

  test('that is degraded is an error of its span', async () => {
    let span: unknown;
    await tracked(PARTIAL, () => {
      span = trace.getActiveSpan();
    });
    expect(span).toMatchObject({
      name: 'job signal_scan',
      attributes: { 'qt.job_id': 'signal_scan', 'error.type': 'degraded' },
      status: { code: SpanStatusCode.ERROR, message: 'time-out' },
    });
  });

  test('carries its request id, job and trace on every line inside it', async () => {
    await tracked(SUCCESS, () => telemetry.log.info('at work'));
    const [first] = lines;
    expect(first).toMatchObject({ request_id: expect.stringMatching(UUID), trace_id: expect.any(String) });
    for (const line of lines) {
      expect(line).toMatchObject({ request_id: first?.['request_id'], trace_id: first?.['trace_id'] });
      expect(line['job_id']).toBe('signal_scan');
    }
  });

  test('has its own trace and request id each time, whatever triggered it', async () => {
    await telemetry.withContext({ request_id: 'of the operator' }, () =>
      telemetry.inSpan('a request', {}, async () => {
        await tracked(SUCCESS);
        await tracked(SUCCESS);
        expect(lines.map((line) => line['trace_id'])).not.toContain(trace.getActiveSpan()?.spanContext().traceId);
      }),
    );
    expect(new Set(lines.map((line) => line['trace_id'])).size).toBe(2);
    expect(new Set(lines.map((line) => line['request_id'])).size).toBe(2);
    expect(lines.map((line) => line['request_id'])).not.toContain('of the operator');
  });
});
