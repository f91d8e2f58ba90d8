/** Work that repeats until it is stopped. */
export interface Polling {
  /** Resolves when the current round has ended. */
  stop(): Promise<void>;
}

/** Repeats `work`, with a pause of `pauseMs()` after each round. `work` must not throw. */
export function poll(work: () => Promise<void>, pauseMs: () => number): Polling {
  let stopped = false;
  let wake = () => {};
  const rounds = (async () => {
    while (!stopped) {
      await work();
      if (stopped) return;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, pauseMs());
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  })();
  return {
    stop() {
      stopped = true;
      wake();
      return rounds;
    },
  };
}
