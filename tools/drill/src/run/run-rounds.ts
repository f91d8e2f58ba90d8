import { ROUNDS } from '../drills/index.ts';
import type { Scene } from '../scene/scene.ts';
import { runHeartbeat } from './heartbeat.ts';
import type { Result } from './result.ts';
import { runDrill } from './run-drill.ts';

/** Runs the drills of these alerts, or all, round by round; `seen` gets all results so far after each. */
export async function runRounds(
  scene: Scene,
  alerts: readonly string[],
  seen: (results: readonly Result[]) => void,
): Promise<Result[]> {
  const wanted = (alert: string) => alerts.length === 0 || alerts.includes(alert);
  const results: Result[] = [];
  for (const { title, drills } of ROUNDS) {
    const chosen = drills.filter(({ alert }) => wanted(alert));
    if (chosen.length === 0) continue;
    scene.log(`-- ${title}`);
    results.push(...(await Promise.all(chosen.map((drill) => runDrill(drill, scene)))));
    seen(results);
  }
  if (wanted('Watchdog')) results.push(await runHeartbeat(scene));
  seen(results);
  return results;
}
