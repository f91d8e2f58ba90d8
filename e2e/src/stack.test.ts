import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SERVICES } from '@qt/catalogue';
import type { SectionEvent, SystemSection } from '@qt/contracts';
import { type BinaryName, fetchJson, freePorts, locate, System, storedTrace, until } from '@qt/test-kit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const NEEDED: readonly BinaryName[] = ['victoria-logs', 'jaeger', 'alertmanager', 'prometheus', 'otelcol'];
const missing = NEEDED.filter((binary) => locate(binary) === undefined);
const PORTS = ['QT_PROMETHEUS_PORT', 'QT_ALERTMANAGER_PORT', 'QT_VICTORIALOGS_PORT', 'QT_COLLECTOR_METRICS_PORT'];
const ADDRESSES = [
  ...['QT_COLLECTOR_HEALTH_ADDRESS', 'QT_OTLP_ADDRESS', 'QT_OTLP_GRPC_ADDRESS', 'QT_JAEGER_ADDRESS'],
  ...['QT_JAEGER_GRPC_ADDRESS', 'QT_JAEGER_OTLP_ADDRESS', 'QT_JAEGER_HEALTH_ADDRESS'],
];

/** Who must not lose sockets over outages. */
const SEEN_FILES = ['api', 'risk-guard', 'collector'];

/** The whole stack on free ports, and the addresses that it wrote for shells. */
async function startStack(path: 'scrape' | 'otlp') {
  const ports = await freePorts(PORTS.length + ADDRESSES.length);
  const env = Object.fromEntries([
    ...PORTS.map((name, n) => [name, String(ports[n])]),
    ...ADDRESSES.map((name, n) => [name, `127.0.0.1:${ports[PORTS.length + n]}`]),
    ['QT_METRICS_PATH', path],
  ]);
  const system = await System.start({ env, args: ['stack'] });
  await system.untilTrading(240_000);
  const shell = readFileSync(join(system.dataDir, 'env'), 'utf8');
  const url = (name: string) => new RegExp(`^${name}='(.*)'$`, 'm').exec(shell)?.[1] ?? '';
  return { system, url };
}
type Stack = Awaited<ReturnType<typeof startStack>>;

async function query(
  { url }: Stack,
  expr: string,
): Promise<{ metric: Record<string, string>; value: [number, string] }[]> {
  const answer = await fetchJson<{ data: { result: { metric: Record<string, string>; value: [number, string] }[] } }>(
    `${url('QT_PROMETHEUS_URL')}/api/v1/query?${new URLSearchParams({ query: expr })}`,
  );
  return answer.data.result;
}

/** The signals of the system as an open console gets them. */
async function systemSectionOf({ system }: Stack): Promise<SystemSection> {
  const gone = new AbortController();
  const response = await fetch(`${system.url('api')}/console/stream`, { signal: gone.signal });
  let text = '';
  let data: string | undefined;
  for await (const chunk of response.body ?? []) {
    text += Buffer.from(chunk as Uint8Array).toString();
    data = /^event: system\ndata: (.*)\n\n/m.exec(text)?.[1];
    if (data !== undefined) break;
  }
  gone.abort();
  return (JSON.parse(data ?? '') as SectionEvent<'system'>).section;
}

/** Buys a little. */
async function order({ system }: Stack): Promise<{ readonly response: Response; readonly request: string }> {
  const request = randomUUID();
  const body = { client_order_id: randomUUID(), symbol: 'BTCUSDT', side: 'buy', quantity: '0.001' };
  const response = await fetch(`${system.url('api')}/api/trades`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-request-id': request },
    body: JSON.stringify(body),
  });
  return { response, request };
}

/** The lines of a request in VictoriaLogs, once two services' are there. */
function untilStored({ url }: Stack, request: string): Promise<Record<string, string>[]> {
  return until('its lines in VictoriaLogs', async () => {
    const parameters = new URLSearchParams({ query: `request_id:="${request}"`, limit: '100' });
    const text = await (await fetch(`${url('QT_VICTORIALOGS_URL')}/select/logsql/query?${parameters}`)).text();
    const found = text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Record<string, string>);
    return new Set(found.map((line) => line['service.name'])).size >= 2 ? found : undefined;
  });
}

describe.skipIf(missing.length > 0).each(['scrape', 'otlp'] as const)(
  `the stack by %s (needs ${NEEDED.join(', ')})`,
  (path) => {
    let stack: Stack;
    beforeAll(async () => {
      stack = await startStack(path);
    }, 300_000);
    afterAll(() => stack?.system.stop());

    test('lists everything as ready, with links', () => {
      for (const name of ['prometheus', 'alertmanager', 'collector', 'victoria-logs', 'jaeger', 'api']) {
        expect(stack.system.output).toMatch(new RegExp(`^${name} +http://\\S+ +ready$`, 'm'));
      }
      expect(stack.system.output).toMatch(/^runbooks +http:\/\/.*\/runbooks$/m);
    });

    test('the console shows the signals of the system as Prometheus has them', async () => {
      const section = await until(
        'a route and every service that Prometheus knows',
        async () => {
          // A counter has risen between two samples, not by its first one.
          await fetch(`${stack.system.url('api')}/api/prices/latest/BTCUSDT`);
          const seen = await systemSectionOf(stack);
          const isWhole = seen.routes.length > 0 && seen.telemetry.length === SERVICES.length;
          return seen.source === 'prometheus' && isWhole ? seen : undefined;
        },
        150_000,
      );
      expect(section.detail).toBe('');
    });

    test('shows an order as a trace over two services, as lines of both, and as a metric', async () => {
      const { response, request } = await order(stack);
      expect(response.status).toBe(201);

      const lines = await untilStored(stack, request);
      expect(new Set(lines.map((line) => line['service.name']))).toEqual(new Set(['qt-api', 'qt-risk-guard']));

      const id = lines.find((line) => line['trace_id'] !== undefined)?.['trace_id'] ?? '';
      // Each service sends its spans when it likes.
      const trace = await until('its trace in Jaeger, with the execution of the order', async () => {
        const found = await storedTrace(stack.url('QT_JAEGER_URL'), id);
        const isExecuted = found?.spans.some(({ operationName }) => operationName === 'order.execute') === true;
        return isExecuted && Object.keys(found.processes).length >= 2 ? found : undefined;
      });
      expect(
        Object.values(trace.processes)
          .map(({ serviceName }) => serviceName)
          .sort(),
      ).toEqual(['qt-api', 'qt-risk-guard']);

      const orders = 'qt_orders_total{side="buy",outcome="filled",job="qt-api"}';
      await until(
        'its metric in Prometheus',
        async () => Number((await query(stack, orders))[0]?.value[1] ?? 0) >= 1 || undefined,
      );
    });

    test('feeds Prometheus one way alone', async () => {
      await until('metrics of all services', async () => {
        const found = await query(stack, 'count by (job) (qt_service_starts_total)');
        return found.length >= 5 || undefined;
      });
      // Twice the same series would have two instances.
      expect(await query(stack, 'count by (job) (qt_service_starts_total) > 1')).toEqual([]);
      const scraped = (await query(stack, 'up{job=~"qt-.*"}')).length;
      expect(scraped).toBe(path === 'scrape' ? 5 : 0);
    });

    test('brings alerts to Alertmanager', async () => {
      const alerts = await until('the heartbeat', async () => {
        const found = await fetchJson<{ labels: { alertname: string } }[]>(
          `${stack.url('QT_ALERTMANAGER_URL')}/api/v2/alerts`,
        );
        return found.some(({ labels }) => labels.alertname === 'Watchdog') ? found : undefined;
      });
      expect(alerts.map(({ labels }) => labels.alertname)).toContain('Watchdog');
    });

    test('trades on while nobody scrapes and the log store hangs, time after time, and then has every line', async () => {
      const { system } = stack;
      const away = ['prometheus', 'victoria-logs'];
      const files = () => SEEN_FILES.map((name) => readdirSync(`/proc/${system.pid(name)}/fd`).length);
      const before = files();
      const requests: string[] = [];
      for (let outage = 0; outage < 3; outage++) {
        for (const tool of away) system.kill(tool, 'SIGSTOP');
        const { response, request } = await order(stack);
        expect(response.status).toBe(201);
        requests.push(request);
        for (const enabled of [true, false]) {
          const reply = await system.riskGuard().killSwitch({ body: { enabled, reason: 'nobody sees it' } });
          expect(reply).toMatchObject({ ok: true, body: { kill_switch: { engaged: enabled } } });
        }
        for (const tool of away) system.kill(tool, 'SIGCONT');
        await until('Prometheus to answer', async () => (await query(stack, 'vector(1)')).length > 0 || undefined);
      }
      for (const request of requests) await untilStored(stack, request);
      const filled = 'sum(qt_orders_total{side="buy",outcome="filled",job="qt-api"})';
      await until('its orders in Prometheus', async () => {
        return Number((await query(stack, filled))[0]?.value[1] ?? 0) > requests.length || undefined;
      });
      // Connections come and go.
      await until(`${before} open files or so`, () => {
        return files().every((count, n) => count <= (before[n] ?? 0) + 10) || undefined;
      });
    });

    test('stops everything', async () => {
      expect(await stack.system.stop({ keep: true })).toBe(0);
      for (const name of ['QT_PROMETHEUS_URL', 'QT_JAEGER_URL']) await expect(fetch(stack.url(name))).rejects.toThrow();
    });
  },
);
