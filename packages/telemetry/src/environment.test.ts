import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type OtlpReceiver, startOtlpReceiver } from './testing/otlp-receiver.ts';
import { startTestTelemetry, type TestTelemetry } from './testing/test-telemetry.ts';

const DOCS = new URL('../../../docs/opentelemetry.md', import.meta.url);
const rows = [...readFileSync(DOCS, 'utf8').matchAll(/^\| `(OTEL_\w+)` *\| (yes|no) *\|/gm)].map(
  ([, variable = '', honoured]) => ({ variable, honoured: honoured === 'yes' }),
);

/** Variables of which any text is right. */
const FREE = ['OTEL_SERVICE_NAME', 'OTEL_EXPORTER_PROMETHEUS_HOST', 'OTEL_EXPORTER_OTLP_INSECURE'];
/** What else has to be set for a variable to be read. */
const BESIDE: Readonly<Record<string, Record<string, string>>> = {
  OTEL_TRACES_SAMPLER_ARG: { OTEL_TRACES_SAMPLER: 'traceidratio' },
  OTEL_EXPORTER_PROMETHEUS_PORT: { OTEL_METRICS_EXPORTER: 'prometheus' },
};
/** What is wrong: -1, unless a number or a word would be right. */
const WRONG: Readonly<Record<string, string>> = {
  OTEL_RESOURCE_ATTRIBUTES: 'no-pair',
  OTEL_EXPORTER_OTLP_HEADERS: 'no-pair',
};

let collector: OtlpReceiver;
let api: TestTelemetry<'qt-api'> | undefined;
let folder: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'qt-environment-'));
  collector = await startOtlpReceiver();
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', collector.url);
  vi.stubEnv('OTEL_EXPORTER_OTLP_PROTOCOL', 'http/json');
});

afterEach(async () => {
  await api?.stop();
  await collector.close();
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

function start(env: Record<string, string>) {
  for (const [variable, value] of Object.entries(env)) vi.stubEnv(variable, value);
  api = startTestTelemetry('qt-api');
  return { ...api, messages: api.lines.map(({ message }) => String(message)) };
}

describe('each variable of docs/opentelemetry.md', () => {
  test.each(rows.filter(({ honoured, variable }) => honoured && !FREE.includes(variable)))(
    'is named with the value, when that is wrong: $variable',
    ({ variable }) => {
      vi.stubEnv('OTEL_LOGS_EXPORTER', 'otlp');
      const wrong = WRONG[variable] ?? '-1';
      const { messages } = start({ ...BESIDE[variable], [variable]: wrong });
      expect(messages.filter((message) => message.includes(variable) && message.includes(wrong))).not.toEqual([]);
    },
  );

  test.each(rows.filter(({ honoured }) => !honoured))('is said to have no effect: $variable', ({ variable }) => {
    expect(start({ [variable]: 'x' }).messages).toEqual([expect.stringContaining(`${variable}: expected a variable`)]);
  });

  test('is known when it is empty: none is warned of', () => {
    expect(rows.length).toBeGreaterThan(50);
    const right = Object.fromEntries(rows.filter(({ honoured }) => honoured).map(({ variable }) => [variable, '']));
    expect(start({ ...right, OTEL_EXPORTER_OTLP_ENDPOINT: collector.url }).messages).toEqual([]);
  });
});

test('one bad entry of OTEL_RESOURCE_ATTRIBUTES leaves the others', async () => {
  const { telemetry } = start({ OTEL_RESOURCE_ATTRIBUTES: 'team=desk,oops,region=eu%20west,bad=%E0%A4%A' });
  await telemetry.shutdown();
  expect(collector.resource()).toMatchObject({ team: 'desk', region: 'eu west' });
});

test('one bad header leaves the others, and no value of any is logged', async () => {
  const { telemetry, messages } = start({ OTEL_EXPORTER_OTLP_HEADERS: 'x-tenant=desk,secret-1,x y=secret-2' });
  await telemetry.shutdown();
  expect(collector.headers.at(-1)).toMatchObject({ 'x-tenant': 'desk' });
  expect(messages).toHaveLength(2);
  expect(messages.join()).not.toContain('secret-2');
});

test.each([
  ['', [], ['host.name', 'process.pid', 'os.type']],
  ['os,host', ['os.type', 'host.name'], ['process.pid']],
  ['all', ['os.type', 'host.name', 'process.pid'], []],
  ['none', [], ['os.type']],
])('OTEL_NODE_RESOURCE_DETECTORS=%s adds its attributes', async (detectors, has, hasNot) => {
  const { telemetry } = start({ OTEL_NODE_RESOURCE_DETECTORS: detectors });
  await telemetry.shutdown();
  const keys = Object.keys(collector.resource());
  expect(keys).toEqual(expect.arrayContaining(has));
  for (const key of hasNot) expect(keys).not.toContain(key);
});

describe('OTEL_METRICS_EXEMPLAR_FILTER', () => {
  test.each([
    ['trace_based', 'always_off', 0],
    ['trace_based', 'always_on', 1],
    ['always_on', 'always_off', 1],
    ['always_off', 'always_on', 0],
  ])('%s, with the sampler %s: %d exemplars', async (filter, sampler, count) => {
    const { telemetry } = start({ OTEL_METRICS_EXEMPLAR_FILTER: filter, OTEL_TRACES_SAMPLER: sampler });
    await telemetry.inSpan('ask', {}, () => {
      telemetry.instruments.qt_provider_latency_seconds.record(0.5, { provider: 'binance' });
    });
    await telemetry.shutdown();
    const latency = collector.latestMetrics().find(({ name }) => name === 'qt_provider_latency_seconds');
    const exemplars = latency?.histogram?.dataPoints.flatMap((point) => point.exemplars ?? []);
    expect(exemplars).toHaveLength(count);
  });
});

describe('OTEL_CONFIG_FILE', () => {
  const configured = (yaml: string) => {
    const file = join(folder, 'otel.yaml');
    writeFileSync(file, yaml);
    return { OTEL_CONFIG_FILE: file };
  };

  test('says it all: resource, exporters, sampler, and which signal is not exported', async () => {
    const { telemetry, messages } = start({
      ...configured(`
file_format: "1.0"
resource:
  attributes: [{ name: team, value: desk }]
tracer_provider:
  processors:
    - batch:
        schedule_delay: 20
        exporter:
          otlp_http:
            endpoint: ${collector.url}/v1/traces
            encoding: json
            headers: [{ name: x-tenant, value: desk }]
  sampler: { parent_based: { root: { always_on: } } }
`),
      OTEL_TRACES_SAMPLER: 'always_off', // what the file replaces
    });
    expect(messages).toEqual([]);
    await telemetry.inSpan('work', {}, () => {});
    await telemetry.shutdown();
    expect(collector.requests.map(({ path }) => path)).toEqual(['/v1/traces']);
    expect(collector.headers.at(-1)).toMatchObject({ 'x-tenant': 'desk' });
    expect(collector.spans().map(({ name }) => name)).toEqual(['work']);
    expect(process.env['OTEL_TRACES_SAMPLER']).toBe('always_off');
  });

  test('sends the catalogue, every so often', async () => {
    const { telemetry } = start(
      configured(`
file_format: "1.0"
meter_provider:
  readers:
    - periodic:
        interval: 20
        exporter: { otlp_http: { endpoint: "${collector.url}/v1/metrics", encoding: json } }
`),
    );
    await vi.waitFor(() => expect(collector.latestMetrics().length).toBeGreaterThan(8), { timeout: 4500 });
    await telemetry.shutdown();
  });

  test('is named with what is not honoured in it', () => {
    const readers = 'readers: [{ periodic: { exporter: { otlp_http: } } }]';
    const views = `meter_provider: { ${readers}, views: [{ selector: { unit: s }, stream: { name: x } }] }`;
    const { messages } = start(configured(`file_format: "1.0"\n${views}\n`));
    expect(messages).toContainEqual(expect.stringContaining('actual meter_provider/views/selector/unit'));
  });

  test('that is no such file leaves the other variables', async () => {
    const { telemetry, messages } = start({ OTEL_CONFIG_FILE: join(folder, 'nothing.yaml') });
    expect(messages).toEqual([expect.stringContaining('OTEL_CONFIG_FILE: expected a file that can be read')]);
    await telemetry.shutdown();
    expect(collector.requests.map(({ path }) => path)).toEqual(['/v1/metrics']);
  });
});
