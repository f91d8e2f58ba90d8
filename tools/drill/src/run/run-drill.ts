import type { Drill, End } from '../drills/drill.ts';
import type { Scene } from '../scene/scene.ts';
import { firstCommand } from './first-command.ts';
import { dashboardUrlProblems, runbookProblems } from './links.ts';
import type { Result } from './result.ts';
import { Timeline } from './timeline.ts';

/** How long each part may take at most; a drill goes on as soon as it sees what it waits for. */
const PATIENCE_MS = { before: 240_000, notified: 180_000, resolved: 300_000 };

/** Makes the fault, watches the alert, ends the fault and watches again. Never rejects. */
export async function runDrill(drill: Drill, scene: Scene): Promise<Result> {
  const problems: string[] = [];
  const skipped = drill.missing?.(scene);
  if (skipped !== undefined) {
    scene.log(`${drill.alert}: skipped, for want of ${skipped}`);
    return { drill, seconds: {}, message: undefined, health: '', printed: '', skipped, problems };
  }
  const timeline = new Timeline(drill, scene.tools);
  const attempt = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      problems.push(error instanceof Error ? error.message : String(error));
    }
  };
  let end: End = () => {};
  let health = '';
  let printed = '';
  let [began, ended] = [0, 0];
  await attempt(() => timeline.untilInactive(PATIENCE_MS.before));
  if (problems.length === 0) {
    await attempt(async () => {
      began = Date.now();
      scene.log(`${drill.alert}: ${drill.fault}`);
      end = await drill.make(scene);
      await timeline.untilNotified(PATIENCE_MS.notified);
      health = await healthOf(scene);
      printed = await firstCommand(drill.alert, scene);
    });
    let rest: (() => Promise<void>) | undefined;
    await attempt(async () => {
      rest = (await end()) ?? undefined;
    });
    ended = Date.now();
    if (timeline.stages.notified !== undefined) await attempt(() => timeline.untilResolved(PATIENCE_MS.resolved));
    await rest?.();
    const { message } = timeline;
    if (message !== undefined) {
      problems.push(...(await runbookProblems(message, drill.alert)), ...(await dashboardUrlProblems(message)));
    }
  }
  const { pending, firing, notified, inactive, resolved } = timeline.stages;
  const since = (at: number | undefined, start: number) =>
    at === undefined ? {} : { value: Math.max(0, (at - start) / 1000) };
  const seconds = Object.fromEntries(
    Object.entries({
      pending: since(pending, began),
      firing: since(firing, began),
      notified: since(notified, began),
      inactive: since(inactive, ended),
      resolved: since(resolved, ended),
    }).flatMap(([stage, { value }]) => (value === undefined ? [] : [[stage, value]])),
  );
  scene.log(`${drill.alert}: ${problems.length === 0 ? 'as expected' : problems.join('; ')}`);
  return { drill, seconds, message: timeline.message, health, printed, problems };
}

async function healthOf({ system }: Scene): Promise<string> {
  try {
    const reply = await system.api().health();
    if (!reply.ok) return `${reply.status}: ${reply.error.message}`;
    const { status, trading } = reply.body;
    return `${status}; trading ${trading.allowed ? 'allowed' : `not allowed: ${trading.reason}`}`;
  } catch (error) {
    return `no answer: ${error instanceof Error ? error.message : String(error)}`;
  }
}
