import type { Scene } from '../scene/scene.ts';
import type { Drill, End } from './drill.ts';

/** A fault that several alerts must show at once: it lasts until each of their drills has seen its own. */
export function shared(make: Drill['make']): Drill['make'] {
  let fault: Promise<End> | undefined;
  let lasting = 0;
  let over: PromiseWithResolvers<void> | undefined;
  return async (scene: Scene): Promise<End> => {
    lasting++;
    over ??= Promise.withResolvers<void>();
    fault ??= make(scene);
    const mine = over;
    const end = await fault;
    return async () => {
      lasting--;
      if (lasting === 0) {
        fault = undefined;
        over = undefined;
        mine.resolve(Promise.resolve(end()).then(() => undefined));
      }
      await mine.promise;
    };
  };
}
