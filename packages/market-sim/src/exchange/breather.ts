import { setImmediate } from 'node:timers/promises';

/** Minutes of market that are computed at a stretch: about 5 ms of work. */
const AT_A_STRETCH = 4000;

/** Lets other requests in while a long answer is computed. To be told, and awaited, as the work goes on. */
export function createBreather(): (minutes: number) => Promise<void> | undefined {
  let done = 0;
  return (minutes) => {
    done += minutes;
    if (done < AT_A_STRETCH) return undefined;
    done = 0;
    return setImmediate();
  };
}
