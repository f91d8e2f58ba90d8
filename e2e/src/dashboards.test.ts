import { LOGSQL, logsQlFor } from '@qt/monitoring/log-queries';
import { type BinaryName, locate, type Prometheus, type StoredLine, until } from '@qt/test-kit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { live } from './dashboards/activity.ts';
import { type ObservedSystem, startObserved } from './dashboards/observed-system.ts';
import { ANNOTATION_QUERIES, CHOICES, filledIn, PANEL_QUERIES, type ShippedQuery } from './dashboards/shipped.ts';

const NEEDED: readonly BinaryName[] = ['prometheus', 'victoria-logs', 'otelcol'];
const missing = NEEDED.filter((binary) => locate(binary) === undefined);

/** A rate needs some samples, and what is recorded of it some more. */
const PATIENCE_MS = 150_000;
const SHOWN_SECONDS = 1800;

describe.skipIf(missing.length > 0)('on a running system (needs prometheus, victoria-logs, otelcol)', () => {
  let observed: ObservedSystem;
  const results: string[][] = [];

  beforeAll(async () => {
    observed = await startObserved({ STAGING_MODE: '1', QT_JOB_WARM_MARKET_CACHES_INTERVAL_SECONDS: '5' });
    await observed.system.untilTrading();
    await live(observed.system);
  }, 600_000);
  afterAll(async () => {
    process.stdout.write(`\n${table(results)}\n`);
    await observed?.stop();
  });

  /** The lines that the query gives, or its series with their last values; what is nothing but NaN draws nothing. */
  async function found(query: ShippedQuery, prometheus: Prometheus, chosen = {}): Promise<string[]> {
    const end = Date.now() / 1000;
    if (query.source === 'loki') return (await linesOf(query, chosen)).map(({ _msg = '' }) => _msg);
    const expr = filledIn(query.expr, chosen);
    const series = query.instant
      ? await prometheus.query(expr)
      : await prometheus.queryRange(expr, end - SHOWN_SECONDS, end, 15);
    return series.flatMap(({ labels, samples }) => {
      const [, value] = samples.findLast(([, each]) => !Number.isNaN(each)) ?? [];
      return value === undefined ? [] : [`${Object.values(labels).join(' ')} ${value}`.trim()];
    });
  }

  /** The lines of a log panel; VictoriaLogs answers here, in Loki's place. */
  async function linesOf(query: ShippedQuery, chosen = {}): Promise<StoredLine[]> {
    const end = Date.now() / 1000;
    return observed.logs.lines(filledIn(logsQlFor(query.expr), chosen), end - SHOWN_SECONDS, end);
  }

  const dataOf = (query: ShippedQuery, prometheus: Prometheus, chosen = {}) =>
    until(
      `data of ${filledIn(query.expr, chosen)}`,
      async () => {
        const seen = await found(query, prometheus, chosen);
        return seen.length > 0 ? seen : undefined;
      },
      PATIENCE_MS,
    );

  test.each([...PANEL_QUERIES, ...ANNOTATION_QUERIES])(
    '$dashboard: $panel, $refId has data',
    async (query) => {
      const scraped = await dataOf(query, observed.scraping);
      const pushed = query.source === 'loki' ? undefined : await dataOf(query, observed.pushed);
      const counts = [String(scraped.length), String(pushed?.length ?? '')];
      results.push([
        query.dashboard,
        query.panel,
        query.refId,
        query.source,
        ...counts,
        scraped[0]?.slice(0, 80) ?? '',
      ]);
    },
    2 * PATIENCE_MS,
  );

  test.each(PANEL_QUERIES.filter(({ exemplars }) => exemplars))(
    '$dashboard: a dot on $panel opens a trace that exists',
    async ({ expr }) => {
      for (const prometheus of [observed.scraping, observed.pushed]) {
        await until(
          'an exemplar with its trace',
          async () => {
            const now = Date.now() / 1000;
            const shown = await prometheus.exemplars(filledIn(expr), now - SHOWN_SECONDS, now);
            const spans = observed.spans();
            return shown.some(({ trace_id: id }) => id !== undefined && spans.includes(id)) || undefined;
          },
          PATIENCE_MS,
        );
      }
    },
    2 * PATIENCE_MS,
  );

  test.each(Object.entries(LOGSQL))('VictoriaLogs takes the query of the %s', async (_, query) => {
    await observed.logs.lines(filledIn(query), Date.now() / 1000 - SHOWN_SECONDS, Date.now() / 1000);
  });

  test('the story reads nothing until an id is typed', async () => {
    const [query] = PANEL_QUERIES.filter(({ panel }) => panel === 'Story of one request');
    if (query === undefined) throw new Error('expected the story panel');
    expect(await linesOf(query, { id: '' })).toEqual([]);
    expect(await linesOf(query, { id: '.+' })).not.toEqual([]);
  });

  test.each(CHOICES)('$dashboard: the variable $name offers values', async ({ match, label }) => {
    for (const prometheus of [observed.scraping, observed.pushed]) {
      expect(await prometheus.labelValues(label, filledIn(match))).not.toEqual([]);
    }
  });

  test('the Collector is scraped, but is not offered as a service', async () => {
    expect((await observed.scraping.query('up{job="otel-collector"}')).map(({ samples }) => samples[0]?.[1])).toEqual([
      1,
    ]);
    const [services] = CHOICES.filter(({ name }) => name === 'job');
    const offered = await observed.scraping.labelValues('job', filledIn(services?.match ?? ''));
    expect(offered).toEqual(['qt-api', 'qt-market-sim', 'qt-retrain-worker', 'qt-risk-guard', 'qt-scheduler']);
  });

  test('no number is NaN without traffic', async () => {
    const idle = { __rate_interval: '40s', __range: '40s' };
    for (const { panel, expr } of PANEL_QUERIES.filter(({ instant }) => instant)) {
      const series = await observed.scraping.query(filledIn(expr, idle));
      const values = series.map(({ samples }) => samples[0]?.[1]);
      expect({ panel, values: values.filter(Number.isNaN) }).toEqual({ panel, values: [] });
    }
  });

  test('a choice of environment, service and profile narrows what is shown', async () => {
    const [query] = PANEL_QUERIES.filter(({ refId }) => refId === 'confidence');
    if (query === undefined) throw new Error('expected the confidence panel');
    const there = { environment: 'staging', job: 'qt-api', profile: 'balanced' };
    expect(await found(query, observed.scraping, there)).not.toEqual([]);
    for (const elsewhere of [{ environment: 'production' }, { job: 'qt-scheduler' }, { profile: 'reckless' }]) {
      expect(await found(query, observed.scraping, { ...there, ...elsewhere })).toEqual([]);
      expect(await found(query, observed.pushed, { ...there, ...elsewhere })).toEqual([]);
    }
  });

  test('the id of a denied order’s request finds its lines in the API and in the risk guard', async () => {
    const [query] = PANEL_QUERIES.filter(({ panel }) => panel === 'Story of one request');
    const denied = observed.system
      .log('risk-guard')
      .find((line) => line['event'] === 'risk.denied' && line['origin'] === 'manual');
    if (query === undefined) throw new Error('expected the story panel');
    for (const id of [String(denied?.['request_id']), String(denied?.['trace_id'])]) {
      const services = new Set((await linesOf(query, { id })).map((line) => line['service.name']));
      expect(services).toEqual(new Set(['qt-api', 'qt-risk-guard']));
    }
  });
});

function table(rows: readonly (readonly string[])[]): string {
  const head = ['dashboard', 'panel', 'query', 'source', 'series or lines', 'pushed', 'the first'];
  const all = [head, ...rows];
  const widths = head.map((_, n) => Math.max(...all.map((row) => row[n]?.length ?? 0)));
  return all.map((row) => row.map((cell, n) => cell.padEnd(widths[n] ?? 0)).join('  ')).join('\n');
}
