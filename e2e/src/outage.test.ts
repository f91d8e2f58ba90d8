import { existsSync, readdirSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { freePorts, Services, until } from '@qt/test-kit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

/** What a Collector does to the one who pushes to it. */
const FAULTS: Readonly<Record<string, (response: ServerResponse) => unknown>> = {
  'never answers': () => {},
  'is too busy (429)': (response) => response.writeHead(429).end(),
  'is away behind its proxy (503)': (response) => response.writeHead(503).end(),
  'refuses everything (400)': (response) => response.writeHead(400).end('no'),
  'breaks the connection': (response) => response.destroy(),
};
const accept = (response: ServerResponse) => response.writeHead(200).end();
/** One each for the metrics and the traces. */
const SIGNALS = ['metrics', 'traces'];

/** A Collector on one port, which may be gone and come back. */
class FaultyCollector {
  answer: (response: ServerResponse) => unknown = accept;
  requests = 0;
  readonly #port: number;
  #server: Server | undefined;

  constructor(port: number) {
    this.#port = port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  async come(): Promise<void> {
    this.#server = createServer((request, response) => {
      request.resume().on('end', () => {
        this.requests += 1;
        this.answer(response);
      });
    });
    await new Promise<void>((done) => this.#server?.listen(this.#port, '127.0.0.1', done));
  }

  async go(): Promise<void> {
    this.#server?.closeAllConnections();
    await new Promise((done) => (this.#server === undefined ? done(0) : this.#server.close(done)));
    this.#server = undefined;
  }
}

const hasProc = existsSync('/proc/self/fd');
const filesOf = (pid: number) => (hasProc ? readdirSync(`/proc/${pid}/fd`).length : 0);

describe('a risk guard whose Collector', () => {
  let collector: FaultyCollector;
  let services: Services;
  let pid = 0;
  /** While everything works. */
  let openFiles = 0;
  beforeAll(async () => {
    const [port = 0] = await freePorts(1);
    collector = new FaultyCollector(port);
    services = await Services.prepare(['risk-guard'], {
      env: {
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
        OTEL_EXPORTER_OTLP_TIMEOUT: '1000',
        OTEL_METRIC_EXPORT_INTERVAL: '500',
        OTEL_BSP_SCHEDULE_DELAY: '200',
      },
    });
    pid = services.spawn('risk-guard').pid ?? 0;
    await until('an answer', async () => (await fetch(`${services.url('risk-guard')}/health/live`)).ok || undefined);
  });
  afterAll(async () => {
    await services?.stop();
    await collector?.go();
  });

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
    openFiles = filesOf(pid);
  });

  test.each(Object.keys(FAULTS))(
    '%s takes the kill switch, counts what it loses, and says each change once',
    async (fault) => {
      const failing = /OTLP export of (\w+) fails/;
      const [before, recovered] = [said(failing).length, works()];
      collector.answer = FAULTS[fault] ?? accept;
      await untilLost();
      await untilLost();
      // One line a signal and cause, however often it failed.
      const causes = said(failing).slice(before);
      expect(new Set(causes.map((line) => failing.exec(line)?.[1]))).toEqual(new Set(SIGNALS));
      expect(causes.length).toBeLessThanOrEqual(2 * SIGNALS.length);
      collector.answer = accept;
      await until('exports to work', async () => {
        await operate();
        return works() === recovered + SIGNALS.length || undefined;
      });
    },
  );

  test('is slow loses nothing', async () => {
    const before = await Promise.all(SIGNALS.map(lost));
    const seen = collector.requests;
    collector.answer = (response) => setTimeout(() => accept(response), 300);
    await until('a few requests', async () => {
      await operate();
      return collector.requests >= seen + 6 || undefined;
    });
    expect(await Promise.all(SIGNALS.map(lost))).toEqual(before);
    collector.answer = accept;
  });

  test('answers garbage takes the kill switch', async () => {
    const seen = collector.requests;
    collector.answer = (response) => response.writeHead(200).end(Buffer.from('not protobuf'.repeat(1000)));
    await until('a few requests', async () => {
      await operate();
      return collector.requests >= seen + 6 || undefined;
    });
    collector.answer = accept;
  });

  test('was at fault all that time has not cost it sockets, and it ends in order', async () => {
    // A few connections of callers come and go.
    await until(`${openFiles} open files or so`, () => filesOf(pid) <= openFiles + 5 || undefined);
    await services.signal('risk-guard', 'SIGTERM');
  });
});
