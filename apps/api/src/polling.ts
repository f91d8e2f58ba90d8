/** Repeats `work` until it is stopped; the next round begins a pause after the last one ended. */
export interface Polling {
  /** Resolves when a round that is under way has ended. */
  stop(): Promise<void>;
}

/** `pauseMs` is asked after each round. `work` must not throw. */
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
