import { SERVICES } from '@qt/catalogue';
import { type BinaryName, locate, until } from '@qt/test-kit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ObservedSystem, startObserved } from './dashboards/observed-system.ts';
import { momentsOf, quietest } from './paths/moments.ts';
import { samplesOf } from './paths/samples.ts';

const NEEDED: readonly BinaryName[] = ['alertmanager', 'otelcol', 'prometheus', 'victoria-logs'];
const missing = NEEDED.filter((binary) => locate(binary) === undefined);
/** Pushes and scrapes this often, so that between two scrapes there is a push, and hardly anything else. */
const EVERY_MS = 1000;
const LOOK_BACK_SECONDS = 20;

describe.skipIf(missing.length > 0)(`one system on both paths (needs ${NEEDED.join(', ')})`, () => {
  let observed: ObservedSystem;
  const compared: string[] = [];
  beforeAll(async () => {
    const env = { OTEL_METRIC_EXPORT_INTERVAL: String(EVERY_MS), QT_RETRAIN_HISTORY_DAYS: '2' };
    observed = await startObserved(env, `${EVERY_MS / 1000}s`);
    await observed.system.untilTrading(240_000);
  }, 300_000);
  afterAll(async () => {
    process.stdout.write(`\nthe same by scrape and by OTLP: ${compared.join('; ')}\n`);
    await observed?.stop();
  });

  test.each(SERVICES)(
    '%s: every series has its twin, with the same labels and value, and none is extra',
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
      compared.push(`${job} ${equal.length + between.length} series (${between.length} of them moving gauges)`);
      expect(equal.length).toBeGreaterThan(50);
    },
  );
});
