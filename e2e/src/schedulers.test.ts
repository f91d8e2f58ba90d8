import { setTimeout as pause } from 'node:timers/promises';
import { POSTGRES_BIN, PostgresServer, until } from '@qt/test-kit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type JobId, readLedger, type Span, wrongCalls, wrongTicks } from './schedulers/ledger.ts';
import { Receiver } from './schedulers/receiver.ts';
import { INTERVALS, LEASE, Replicas } from './schedulers/replicas.ts';

/** `QT_SCHEDULERS_MINUTES=10` for longer. */
const MINUTES = Number(process.env['QT_SCHEDULERS_MINUTES'] || 2);
/** Between two blows, and how long a replica is stopped: longer than its lease. */
const ROUND_MS = 5000;
const DATABASE = 'qt';
const JOB_IDS = Object.keys(INTERVALS) as JobId[];
const REFUSED = 'nothing of the run was recorded: another replica has taken it over';

describe.skipIf(POSTGRES_BIN === undefined)('three schedulers on one PostgreSQL (needs postgres)', () => {
  let server: PostgresServer;
  let receiver: Receiver;
  let replicas: Replicas;
  beforeAll(async () => {
    server = await PostgresServer.start();
    receiver = await new Receiver(3).listen();
    replicas = await Replicas.prepare(await server.createDatabase(DATABASE), receiver);
    await replicas.startAll();
  });
  afterAll(async () => {
    await replicas?.stop();
    await receiver?.close();
    await server?.stop();
  });

  /** The replica that has a scan in hand is killed, or stopped for longer than its lease and woken. */
  async function blow(kind: 'kill' | 'stop'): Promise<void> {
    const victim = await receiver.nextScan();
    if (kind === 'kill') return replicas.killAndStart(victim);
    await replicas.signal(victim, 'SIGSTOP');
    await pause(ROUND_MS);
    await replicas.signal(victim, 'SIGCONT');
  }

  /** PostgreSQL is killed; the replicas say so, and are back by themselves once it is. */
  async function outage(): Promise<Span> {
    const from = Date.now();
    await server.crash();
    await Promise.all(replicas.all.map((replica) => replicas.until(replica, 'unready')));
    await server.resume();
    await Promise.all(replicas.all.map((replica) => replicas.until(replica, 'ready')));
    return { from, to: Date.now() };
  }

  test(
    `every due time is one run, whoever is killed or stopped for ${MINUTES} min; who wakes too late writes nothing`,
    async () => {
      await Promise.all(replicas.all.map((replica) => replicas.until(replica, 'ready')));
      const began = Date.now();
      const outages: Span[] = [];
      const blows = { kill: 0, stop: 0 };
      while (Date.now() - began < MINUTES * 60_000) {
        const kind = blows.kill > blows.stop ? 'stop' : 'kill';
        const round = pause(ROUND_MS);
        await blow(kind);
        blows[kind] += 1;
        if (outages.length === 0 && Date.now() - began > MINUTES * 30_000) outages.push(await outage());
        await round;
      }
      // What was in hand last is recorded by its replica, or by another one after its lease.
      await pause(2 * LEASE * 1000);
      const runs = await readLedger(server, DATABASE);
      const settledBefore = Math.max(...runs.map(({ finishedAt }) => finishedAt)) - 2 * LEASE * 1000;
      const closed = runs.filter((run) => run.closed).length;
      process.stdout.write(
        `schedulers: ${blows.kill} kills, ${blows.stop} stops, ${outages.length} outage of PostgreSQL in ` +
          `${Math.round((Date.now() - began) / 1000)} s; ${runs.length} runs, ${closed} recorded as lost, ` +
          `${replicas.said(REFUSED)} refused to who woke too late; ${receiver.calls.length} calls\n`,
      );
      expect(wrongTicks(runs, outages)).toEqual([]);
      expect(wrongCalls(runs, receiver.calls, settledBefore)).toEqual([]);
      expect(outages).toHaveLength(1);
      expect(new Set(runs.map(({ id }) => id)).size).toBe(runs.length);
      // Each stop froze a replica with a scan in hand.
      expect(replicas.said(REFUSED)).toBeGreaterThanOrEqual(blows.stop - 1);
      expect(closed).toBeGreaterThanOrEqual(blows.stop);
    },
    (MINUTES + 6) * 60_000,
  );

  test('what three of them show is one thing: gauges and health agree, counters add up', async () => {
    const agreed = async () => {
      const scrapes = await replicas.scrapes();
      const shown = ['last_run_timestamp_seconds', 'consecutive_degraded_runs', 'job_interval_seconds'].map((name) =>
        scrapes.map((scrape) => JSON.stringify(scrape.find(`qt_scheduler_${name}`))),
      );
      const lastRuns = (await replicas.health()).map(({ jobs }) => JSON.stringify(jobs.map((job) => job.last_run)));
      return [...shown, lastRuns].every((values) => new Set(values).size === 1) || undefined;
    };
    await until('gauges and health to agree', agreed);
    /** What the three have counted and what is recorded of a job, as of a moment in which neither grew. */
    const booksOf = (job: JobId) => {
      const read = async () => {
        const counts = (await replicas.scrapes()).map((scrape) =>
          scrape.sum('qt_scheduler_runs_total', { job_id: job }),
        );
        const runs = (await readLedger(server, DATABASE)).filter((run) => run.job === job);
        return { counts: counts.reduce<number>((sum, count) => sum + (count ?? 0), 0), records: runs.length };
      };
      return until(`a quiet moment of ${job}`, async () => {
        const [once, again] = [await read(), await pause(300).then(read)];
        return once.counts === again.counts && once.records === again.records ? again : undefined;
      });
    };
    const books = () => Promise.all(JOB_IDS.map(booksOf));
    const before = await books();
    const recorded = async () => (await readLedger(server, DATABASE)).length;
    const enough = (await recorded()) + 10;
    await until('ten more runs', async () => (await recorded()) >= enough || undefined, 120_000);
    for (const [n, { counts, records }] of (await books()).entries()) {
      expect(counts - (before[n]?.counts ?? 0), JOB_IDS[n]).toBe(records - (before[n]?.records ?? 0));
    }
  });
});
