import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { FaultyCollector, Services, until } from '@qt/test-kit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

/** What a Collector does to the one who pushes to it. */
const FAULTS: Readonly<Record<string, (response: ServerResponse) => unknown>> = {
  'never answers': () => {},
  'is too busy (429)': (response) => response.writeHead(429).end(),
  'is away behind its proxy (503)': (response) => response.writeHead(503).end(),
  'refuses everything (400)': (response) => response.writeHead(400).end('no'),
  'breaks the connection': (response) => response.destroy(),
};
/** One each for the metrics and the traces. */
const SIGNALS = ['metrics', 'traces'];

interface Held {
  readonly timers: number;
  /** And requests, that hold the event loop. */
  readonly handles: number;
  /** And sockets. */
  readonly files: number;
}

const hasProc = existsSync('/proc/self/fd');
const LIVE_RESOURCES = pathToFileURL(join(import.meta.dirname, 'outage/live-resources.mjs')).href;
const filesOf = (pid: number) => (hasProc ? readdirSync(`/proc/${pid}/fd`).length : 0);

describe('a risk guard whose Collector', () => {
  let collector: FaultyCollector;
  let services: Services;
  let pid = 0;
  let folder: string;
  /** While everything works. */
  let rested: Held;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'qt-live-resources-'));
    collector = await FaultyCollector.absent();
    services = await Services.prepare(['risk-guard'], {
      env: {
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
        OTEL_EXPORTER_OTLP_TIMEOUT: '1000',
        OTEL_METRIC_EXPORT_INTERVAL: '500',
        OTEL_BSP_SCHEDULE_DELAY: '200',
        NODE_OPTIONS: `--import ${LIVE_RESOURCES}`,
        QT_LIVE_RESOURCES: folder,
      },
    });
    pid = services.spawn('risk-guard').pid ?? 0;
    await until('an answer', async () => (await fetch(`${services.url('risk-guard')}/health/live`)).ok || undefined);
  });
  afterAll(async () => {
    await services?.stop();
    await collector?.go();
    rmSync(folder, { recursive: true, force: true });
  });

  /** What the guard holds, over all its threads. */
  function held(): Held {
    const threads = readdirSync(folder).map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')));
    const sum = (of: 'timers' | 'handles') => threads.reduce((total, thread) => total + thread[of], 0);
    return { timers: sum('timers'), handles: sum('handles'), files: filesOf(pid) };
  }

  const lost = async (signal: string) =>
    (await services.scrape('risk-guard')).sum('qt_telemetry_export_failures_total', { signal }) ?? 0;
  const said = (pattern: RegExp) =>
    services
      .output('risk-guard')
      .split('\n')
      .filter((line) => pattern.test(line));
  const works = () => said(/OTLP export of \w+ works again/).length;

  /** The kill switch does what it should, and its requests are spans that go nowhere. */
  async function operate(): Promise<void> {
    for (const enabled of [true, false] as const) {
      const reply = await services.riskGuard().killSwitch({ body: { enabled, reason: 'the Collector is at fault' } });
      expect(reply).toMatchObject({ ok: true, body: { kill_switch: { engaged: enabled } } });
    }
  }

  /** Until each signal has lost something more. */
  async function untilLost(): Promise<void> {
    const before = new Map(await Promise.all(SIGNALS.map(async (signal) => [signal, await lost(signal)] as const)));
    for (const signal of SIGNALS) {
      await until(`losses of ${signal}`, async () => {
        await operate();
        return (await lost(signal)) > (before.get(signal) ?? 0) || undefined;
      });
    }
  }

  test('is not there takes the kill switch, and counts what it loses', untilLost);

  test('comes is told once, by each signal', async () => {
    await collector.come();
    await until('exports to work', async () => {
      await operate();
      return works() === SIGNALS.length || undefined;
    });
    rested = held();
    expect(rested.timers).toBeGreaterThan(0);
  });

  test.each(Object.keys(FAULTS))(
    '%s takes the kill switch, counts what it loses, and says each change once',
    async (fault) => {
      const failing = /OTLP export of (\w+) fails/;
      const [before, recovered] = [said(failing).length, works()];
      collector.answer = FAULTS[fault] ?? FaultyCollector.accept;
      await untilLost();
      await untilLost();
      // One line a signal and cause, however often it failed.
      const causes = said(failing).slice(before);
      expect(new Set(causes.map((line) => failing.exec(line)?.[1]))).toEqual(new Set(SIGNALS));
      expect(causes.length).toBeLessThanOrEqual(2 * SIGNALS.length);
      collector.answer = FaultyCollector.accept;
      await until('exports to work', async () => {
        await operate();
        return works() === recovered + SIGNALS.length || undefined;
      });
    },
  );

  test('is slow loses nothing', async () => {
    const before = await Promise.all(SIGNALS.map(lost));
    const seen = collector.requests;
    collector.answer = (response) => setTimeout(() => FaultyCollector.accept(response), 300);
    await until('a few requests', async () => {
      await operate();
      return collector.requests >= seen + 6 || undefined;
    });
    expect(await Promise.all(SIGNALS.map(lost))).toEqual(before);
    collector.answer = FaultyCollector.accept;
  });

  test('answers garbage takes the kill switch', async () => {
    const seen = collector.requests;
    collector.answer = (response) => response.writeHead(200).end(Buffer.from('not protobuf'.repeat(1000)));
    await until('a few requests', async () => {
      await operate();
      return collector.requests >= seen + 6 || undefined;
    });
    collector.answer = FaultyCollector.accept;
  });

  test('was at fault all that time has not cost it timers or sockets, and it ends in order', async () => {
    // A few connections of callers, and exports, come and go.
    await until(`${JSON.stringify(rested)} or so`, () => {
      const now = held();
      return (['timers', 'handles', 'files'] as const).every((of) => now[of] <= rested[of] + 5) || undefined;
    });
    await services.signal('risk-guard', 'SIGTERM');
  });
});
