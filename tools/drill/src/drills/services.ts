import { until } from '@qt/test-kit';
import type { Scene } from '../scene/scene.ts';
import type { Drill, End } from './drill.ts';
import { hang } from './stop-and-go.ts';

export const schedulerStalled: Drill = {
  alert: 'SchedulerStalled',
  cause: 'gone',
  fault: 'SIGSTOP to the scheduler',
  end: 'SIGCONT',
  make: async (scene) => hang(scene, 'scheduler'),
};

/** Three starts within 15 min of the scale make the alert; the first few are further apart where the machine is busy. */
const MOST_KILLS = 6;
const STARTS = 'max(qt_service_starts_total{job=~".*qt-retrain-worker"})';

export const serviceRestarting: Drill = {
  alert: 'ServiceRestarting',
  fault: 'the retrain worker is killed each time that Prometheus knows it is back, until that shows',
  end: 'it is left alone',
  async make({ system, tools: { prometheus } }) {
    const starts = async () => (await prometheus.query(STARTS))[0]?.samples[0]?.[1];
    const shows = async () =>
      (await prometheus.alerts()).some(({ labels }) => labels['alertname'] === 'ServiceRestarting');
    for (let kill = 0; kill < MOST_KILLS && !(await shows()); kill++) {
      const before = await until('the starts of the retrain worker', starts);
      system.kill('retrain-worker');
      // A life that no sample was taken of leaves no trace; TelemetryTargetDown tells of many such.
      await until('another start in Prometheus', async () => ((await starts()) ?? before) > before || undefined);
    }
    return () => {};
  },
};

/** How long a process is held in each second. */
const HELD_MS = 700;
const FREE_MS = 300;
/** What the alert takes for held. */
const LIMIT_SECONDS = 0.5;
const PATIENCE_MS = 120_000;

/**
 * Holds a service for most of each second, as an exhausted CPU would, until its own measurement shows it: of a whole window
 * of 15 s, so for as long again. A process that is held answers no scrape, so this must not last until the alert fires.
 */
async function starve({ system }: Scene): Promise<End> {
  const pid = system.pid('market-sim');
  if (pid === undefined) throw new Error('market-sim: expected a running process, actual none');
  const end = Date.now() + PATIENCE_MS;
  while (Date.now() < end) {
    process.kill(pid, 'SIGSTOP');
    await pause(HELD_MS);
    process.kill(pid, 'SIGCONT');
    await pause(FREE_MS);
    const shown = (await system.scrape('market-sim')).sum('qt_process_event_loop_delay_p99_seconds') ?? 0;
    if (shown > LIMIT_SECONDS) break;
  }
  return () => {};
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

export const eventLoopHeld: Drill = {
  alert: 'EventLoopHeld',
  fault: 'the simulator gets the CPU for 0.3 s of each second (SIGSTOP, SIGCONT), until it shows',
  end: 'it has the CPU to itself',
  make: starve,
};
