import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { METRICS, type MetricName, type MetricSpec } from '@qt/catalogue';
import { locate, Prometheus, until } from '@qt/test-kit';
import { describe, expect, test } from 'vitest';
import { promtool, run } from '../promtool/promtool.ts';

const INFRA = resolve(import.meta.dirname, '../../../../../infra');
const CONFIG = join(INFRA, 'prometheus/prometheus.yml');

describe.skipIf(promtool === undefined)('promtool accepts (needs promtool)', () => {
  test.each([
    ['the configuration', ['check', 'config', '--lint=all', '--lint-fatal', CONFIG]],
    ['the rules', ['check', 'rules', '--lint=all', '--lint-fatal', join(INFRA, 'generated/prometheus/rules.yaml')]],
  ])('%s', async (_, args) => {
    expect(await run(args)).toMatchObject({ code: 0 });
  });
});

describe.skipIf(locate('prometheus') === undefined)('by OTLP (needs prometheus)', () => {
  test('series have the names and labels of the catalogue, and the resource travels once', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'qt-otlp-'));
    const prometheus = await Prometheus.start({ configFile: CONFIG });
    const service = pushing(prometheus.url, folder);
    try {
      const pushed = await until('the first push', async () => {
        const series = await prometheus.query('{job="qt-scheduler", instance!~".*:8001"}');
        return series.length > 1 ? series.map(({ labels }) => labels) : undefined;
      });
      const own = pushed.filter(({ __name__: name = '' }) => name.startsWith('qt_'));
      expect(own.length).toBeGreaterThan(50);
      expect(own.filter((labels) => !isCatalogued(labels))).toEqual([]);
      const rest = new Set(pushed.map(({ __name__: name = '' }) => name).filter((name) => !name.startsWith('qt_')));
      expect([...rest].filter((name) => !name.startsWith('ALERTS'))).toEqual(['target_info']);
    } finally {
      service.kill();
      await prometheus.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  }, 120_000);
});

/** A scheduler's telemetry, pushed each second. */
function pushing(url: string, dataDir: string): ChildProcess {
  const program = `
    import { startTelemetry } from '@qt/telemetry';
    const { instruments } = startTelemetry({
      service: 'qt-scheduler', version: '1', dataDir: ${JSON.stringify(dataDir)}, admitted: { symbol: [], profile: [] },
    });
    instruments.qt_scheduler_job_interval_seconds.set(60, { job_id: 'signal_scan' });
    instruments.qt_scheduler_run_duration_seconds.record(1, { job_id: 'signal_scan', status: 'success' });
    setInterval(() => {}, 1000);
  `;
  return spawn(process.execPath, ['--conditions=@qt/source', '--input-type=module', '--eval', program], {
    cwd: import.meta.dirname,
    stdio: 'ignore',
    env: {
      ...process.env,
      OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: `${url}/api/v1/otlp/v1/metrics`,
      OTEL_METRIC_EXPORT_INTERVAL: '1000',
      OTEL_METRIC_EXPORT_TIMEOUT: '900',
    },
  });
}

/** Whether it has the name of a metric or of a histogram's part, and exactly that metric's labels. */
function isCatalogued({ __name__: name = '', job, instance, ...labels }: Readonly<Record<string, string>>): boolean {
  const [, base = '', part] = /^(.*?)(?:_(bucket|sum|count))?$/.exec(name) ?? [];
  const spec = (METRICS[name as MetricName] ?? METRICS[base as MetricName]) as MetricSpec | undefined;
  if (spec === undefined || job === undefined || instance === undefined) return false;
  if ((spec.kind === 'histogram') !== (part !== undefined)) return false;
  const expected = [...Object.keys(spec.labels), ...(part === 'bucket' ? ['le'] : [])];
  const required = Object.keys(labels).filter((label) => !(label in (spec.optionalLabels ?? {})));
  return expected.toSorted().join() === required.toSorted().join();
}
