import { until } from '@qt/test-kit';
import type { Drill } from '../drills/drill.ts';
import { hangTool } from '../drills/stop-and-go.ts';
import type { Scene } from '../scene/scene.ts';
import { firstCommand } from './first-command.ts';
import type { Result } from './result.ts';

/** Beats that may be missing before the heartbeat service raises the alarm. */
const MISSED = 3;
/** `repeat_interval` of the heartbeat, in seconds. */
const BEAT_SECONDS = 60;

/** The fault of the dead man's switch. */
export const heartbeat: Drill = {
  alert: 'Watchdog',
  fault: 'SIGSTOP to Alertmanager: the heartbeat stops',
  end: 'SIGCONT',
  make: async ({ tools }) => hangTool(tools.alertmanager.process),
};

/**
 * The dead man's switch, which is the other way round: it always fires, and its silence is the alarm. `notified` is when
 * three beats are missing, `resolved` when they are back.
 */
export async function runHeartbeat(scene: Scene): Promise<Result> {
  const silentMs = (MISSED * BEAT_SECONDS * 1000) / scene.factor;
  const last = () => scene.tools.inbox.deliveries.findLast(({ path }) => path === '/heartbeat')?.at ?? 0;
  const problems: string[] = [];
  const seconds: { firing?: number; notified?: number; resolved?: number } = {};
  scene.log(`${heartbeat.alert}: ${heartbeat.fault}`);
  let printed = '';
  try {
    await until('a heartbeat', () => Date.now() - last() < silentMs || undefined, 120_000);
    const began = Date.now();
    const go = hangTool(scene.tools.alertmanager.process);
    await until('the heartbeat to stop', () => Date.now() - last() > silentMs || undefined, 120_000).finally(go);
    seconds.notified = (Date.now() - began) / 1000;
    const ended = Date.now();
    printed = await firstCommand(heartbeat.alert, scene);
    await until('the heartbeat to come back', () => last() > ended || undefined, 120_000);
    seconds.resolved = (last() - ended) / 1000;
  } catch (error) {
    problems.push(error instanceof Error ? error.message : String(error));
  }
  scene.log(`${heartbeat.alert}: ${problems.length === 0 ? 'as expected' : problems.join('; ')}`);
  return { drill: heartbeat, seconds, message: undefined, health: '', printed, problems };
}
