import { messageOf } from '@qt/contracts';
import type { SystemPlan } from '../drills/drill.ts';
import { Scene, type SceneOptions } from '../scene/scene.ts';
import { heartbeat, runHeartbeat } from './heartbeat.ts';
import type { Result } from './result.ts';
import { runDrill } from './run-drill.ts';

/** Runs each plan on a system of its own, side by side; `seen` gets all results so far, in the order of the plans. */
export async function runSystems(
  plans: readonly SystemPlan[],
  options: SceneOptions,
  seen: (results: readonly Result[]) => void,
): Promise<Result[]> {
  const results: Result[][] = plans.map(() => []);
  const runs = plans.map((plan, n) => {
    const log = plans.length === 1 ? options.log : (text: string) => options.log(`[${n + 1}] ${text}`);
    return runSystem(plan, { ...options, log }, (more) => {
      results[n]?.push(...more);
      seen(results.flat());
    });
  });
  await Promise.all(runs);
  return results.flat();
}

/** Never rejects: a system that does not start fails all of its drills. */
async function runSystem(
  { rounds, heartbeat: beats = false }: SystemPlan,
  options: SceneOptions,
  add: (results: readonly Result[]) => void,
): Promise<void> {
  let scene: Scene;
  try {
    scene = await Scene.start(options);
  } catch (error) {
    const problems = [`the system did not start: ${messageOf(error)}`];
    const all = [...rounds.flatMap(({ drills }) => drills), ...(beats ? [heartbeat] : [])];
    return add(all.map((drill) => ({ drill, seconds: {}, message: undefined, health: '', printed: '', problems })));
  }
  scene.log('trading');
  let failed = false;
  const note = (results: readonly Result[]) => {
    failed ||= results.some(({ problems }) => problems.length > 0);
    add(results);
  };
  for (const { title, drills } of rounds) {
    scene.log(`-- ${title}`);
    note(await Promise.all(drills.map((drill) => runDrill(drill, scene))));
  }
  if (beats) note([await runHeartbeat(scene)]);
  if (failed) scene.log(`evidence is in ${scene.keepEvidence()}`);
  await scene.stop({ keep: failed });
}
