import { SERVICES } from '@qt/catalogue';
import type { ServiceId } from '@qt/contracts';
import { type BinaryName, freePorts, locate, until } from '@qt/test-kit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ObservedSystem, startObserved } from './dashboards/observed-system.ts';
import { readBooks } from './paths/books.ts';
import { Counters, differences, untilConserved } from './paths/conservation.ts';
import {
  DECLARED_EVENTS,
  DECLARED_METRICS,
  DECLARED_SPANS,
  eventsIn,
  type Seen,
  type Sighting,
  seenIn,
  spansIn,
} from './paths/declared.ts';
import { Driver, drivenEnv } from './paths/driver.ts';
import { momentsOf, quietest } from './paths/moments.ts';
import { largestValues, samplesOf } from './paths/samples.ts';
import { missingTests, SHOWN_ELSEWHERE } from './paths/shown-elsewhere.ts';

const NEEDED: readonly BinaryName[] = ['alertmanager', 'otelcol', 'prometheus', 'victoria-logs'];
const missing = NEEDED.filter((binary) => locate(binary) === undefined);
/** Pushes and scrapes this often, so that between two scrapes there is a push, and hardly anything else. */
const EVERY_MS = 1000;
const LOOK_BACK_SECONDS = 20;

describe.skipIf(missing.length > 0)(`one system on both paths (needs ${NEEDED.join(', ')})`, () => {
  let observed: ObservedSystem;
  let driver: Driver;
  let counters: Readonly<Record<'scraped' | 'pushed', Counters>>;
  const report: string[] = [];

  beforeAll(async () => {
    const [simulator = 0] = await freePorts(1);
    const often = { OTEL_METRIC_EXPORT_INTERVAL: String(EVERY_MS), OTEL_BSP_SCHEDULE_DELAY: String(EVERY_MS) };
    observed = await startObserved({ ...drivenEnv(simulator), ...often }, `${EVERY_MS / 1000}s`);
    await observed.system.untilTrading(400_000);
    counters = { scraped: new Counters(observed.scraping), pushed: new Counters(observed.pushed) };
    driver = new Driver(observed.system);
    await driver.orders();
    await driver.guard.everyReasonAtHand();
    await driver.providers();
    await driver.operators();
  }, 900_000);
  afterAll(async () => {
    process.stdout.write(`\n${report.join('\n')}\n`);
    await observed?.stop();
  });

  describe('the same', () => {
    test.each(SERVICES)(
      'of %s: every series has its twin, with its labels and value, and none is extra',
      async (job) => {
        let seen = '';
        const moment = await until('a quiet moment', async () => {
          const scraped = await samplesOf(observed.scraping, job, LOOK_BACK_SECONDS);
          const pushed = await samplesOf(observed.pushed, job, LOOK_BACK_SECONDS);
          // Fails, and is tried again, while one of them has a series that has just begun.
          expect([...pushed.keys()].sort()).toEqual([...scraped.keys()].sort());
          const found = quietest(momentsOf(scraped, pushed));
          seen = JSON.stringify(found?.different, null, 2);
          return found?.different.length === 0 ? found : undefined;
        }).catch((error: Error) => {
          throw new Error(`${error.message}; at the most quiet one so far: ${seen}`, { cause: error.cause });
        });
        const { equal, between } = moment;
        report.push(
          `${job}: ${equal.length + between.length} series the same, ${between.length} of them moving gauges`,
        );
        expect(equal.length).toBeGreaterThan(50);
      },
    );
  });

  describe('what is counted', () => {
    const conserved = async () => {
      const entries = await untilConserved(observed.system, counters.scraped);
      await untilConserved(observed.system, counters.pushed);
      return entries;
    };

    test('is what ledger, audit, runs and log lines say', async () => {
      report.push(`${await conserved()} counts and sums equal to their books, by scrape and by OTLP`);
    });

    test('one more in any book, or in any counter, is a difference', async () => {
      const books = await readBooks(observed.system);
      for (const [key, value] of books) {
        expect(differences(new Map([...books, [key, value + 1]]), books), key).toHaveLength(1);
        expect(differences(books, new Map([...books, [key, value + 1]])), key).toHaveLength(1);
      }
    });

    test('is still what the books say after guard, API and scheduler were killed', async () => {
      const signal = (service: ServiceId, name: NodeJS.Signals) => observed.system.kill(service, name);
      const kill = (
        service: 'api' | 'risk-guard' | 'scheduler' | 'retrain-worker',
        name: NodeJS.Signals = 'SIGKILL',
      ) => {
        signal(service, name);
        for (const each of Object.values(counters)) each.restarted(`qt-${service}`);
      };
      // Nothing happens by itself until it goes on.
      signal('scheduler', 'SIGSTOP');
      await conserved();
      signal('api', 'SIGSTOP');
      kill('risk-guard');
      await driver.guard.untilUnsure(() => signal('api', 'SIGCONT'));
      await driver.again();
      await conserved();
      kill('api');
      kill('scheduler');
      // One that stops in order.
      kill('retrain-worker', 'SIGTERM');
      await driver.again();
      report.push(`${await conserved()} of them after kill -9 of risk-guard, api and scheduler`);
    });
  });

  describe('what is declared', () => {
    const expectAll = (declared: readonly Sighting[], { seen, undeclared }: Seen) => {
      expect(undeclared, 'seen, but not in the catalogue').toEqual([]);
      const never = declared.filter((one) => !seen.has(one) && !(one in SHOWN_ELSEWHERE));
      expect(never, 'in the catalogue, but never seen').toEqual([]);
      return `${declared.filter((one) => seen.has(one)).length} of ${declared.length}`;
    };

    test.each(['scraping', 'pushed'] as const)('is seen by metrics and label values, %s', async (path) => {
      // Which is the last to be counted.
      await driver.untilReconciled();
      const said = await until(
        'everything',
        async () => expectAll(DECLARED_METRICS, seenIn(await largestValues(observed[path]))),
        15_000,
      ).catch((error: Error) => {
        throw error.cause ?? error;
      });
      report.push(`metrics and label values ${path}: ${said} seen`);
    });

    test('is seen by events, in the files and in the log store', async () => {
      const services = [...SERVICES].map((name) => name.slice('qt-'.length) as ServiceId);
      const written = eventsIn(services.flatMap((service) => observed.system.log(service)));
      report.push(`events: ${expectAll(DECLARED_EVENTS, written)} seen`);
      await until('the same in the store', async () => {
        const now = Date.now() / 1000;
        const stored = eventsIn(await observed.logs.lines('event:* | uniq by (event)', now - 3600, now + 60));
        return [...written.seen].every((event) => stored.seen.has(event)) || undefined;
      });
    });

    test('is seen by spans', async () => {
      const found = () => spansIn(observed.spans());
      await until(
        'late ones',
        () => DECLARED_SPANS.every((one) => found().seen.has(one) || one in SHOWN_ELSEWHERE) || undefined,
        20_000,
      ).catch(() => {});
      report.push(`spans: ${expectAll(DECLARED_SPANS, found())} seen`);
    });

    test('and not seen here is shown by another test, which exists', () => {
      expect(missingTests()).toEqual([]);
      report.push(`${Object.keys(SHOWN_ELSEWHERE).length} shown by another test`);
    });
  });
});
