import type { Scene } from '../scene/scene.ts';
import type { Drill, End } from './drill.ts';
import { locked } from './store.ts';
import { price, smallOrder, traffic } from './traffic.ts';

/** Healthy requests that go on after the fault, and so dilute what it did. */
function usersGoOn(scene: Scene): () => Promise<void> {
  return traffic(50, () => price(scene));
}

/**
 * Of so many requests one fails: 2.5 % for the slow burn, which begins at 1.5 %; 4.3 % for the fast one, which begins at
 * 3 %. From 5 % on it would be the error spike, which inhibits both.
 */
const FAILING_ONE_IN = { slow: 40, fast: 23 };

/** Locks the API's store for one request in so many, an order: it ends in 503. */
function failingOrders(scene: Scene, oneIn: number): End {
  const stop = traffic(50, async (n) => {
    if (n % oneIn !== 0) return price(scene);
    const unlock = locked(scene, 'api', 'api.sqlite');
    return smallOrder(scene).finally(() => unlock());
  });
  return async () => {
    await stop();
    return usersGoOn(scene);
  };
}

export const availabilitySlowBurn: Drill = {
  alert: 'ApiAvailabilitySlowBurn',
  fault: `the API’s store is locked for one request in ${FAILING_ONE_IN.slow}, an order`,
  end: 'it is locked no more',
  make: async (scene) => failingOrders(scene, FAILING_ONE_IN.slow),
};

export const availabilityFastBurn: Drill = {
  ...availabilitySlowBurn,
  alert: 'ApiAvailabilityFastBurn',
  fault: `the API’s store is locked for one request in ${FAILING_ONE_IN.fast}, an order`,
  make: async (scene) => failingOrders(scene, FAILING_ONE_IN.fast),
};

/** Each order holds the API for the 0.1 s that it waits for its store: half of its time. */
const ORDER_EVERY_MS = 200;

export const apiErrorSpike: Drill = {
  alert: 'ApiErrorSpike',
  fault: 'another process holds the write lock of the API’s store: each order ends in 503',
  end: 'it lets go',
  async make(scene) {
    const unlock = locked(scene, 'api', 'api.sqlite');
    const stop = traffic(ORDER_EVERY_MS, () => smallOrder(scene));
    return async () => {
      await unlock();
      await stop();
    };
  },
};

/** Below QT_MAX_ORDERS_PER_MINUTE, so that orders are not denied at once. */
const ALLOWED_ORDER_EVERY_MS = 600;
/**
 * An order is slow if it comes while the guard is held for another 250 ms at least: 22 % for the slow burn, which begins at
 * 15 %, and most of them for the fast one, which begins at 30 %.
 */
const PULSE_MS = { latencySlow: { held: 850, free: 1900 }, latencyFast: { held: 900, free: 50 } };

/** Users' orders, each of which waits for a risk guard that is held in pulses. */
function slowGuard(scene: Scene, { held, free }: { readonly held: number; readonly free: number }): End {
  const pid = scene.system.pid('risk-guard');
  if (pid === undefined) throw new Error('risk-guard: expected a running process, actual none');
  const stopTraffic = traffic(ALLOWED_ORDER_EVERY_MS, () => smallOrder(scene));
  let over = false;
  const pulses = (async () => {
    while (!over) {
      process.kill(pid, 'SIGSTOP');
      await new Promise((resolve) => setTimeout(resolve, held));
      process.kill(pid, 'SIGCONT');
      await new Promise((resolve) => setTimeout(resolve, free));
    }
  })();
  return async () => {
    over = true;
    await pulses;
    await stopTraffic();
    return usersGoOn(scene);
  };
}

export const latencySlowBurn: Drill = {
  alert: 'ApiLatencySlowBurn',
  fault: 'the risk guard is held for 0.85 s of each 2.75 s: a fifth of the orders is slow',
  end: 'it is held no more',
  make: async (scene) => slowGuard(scene, PULSE_MS.latencySlow),
};

export const latencyFastBurn: Drill = {
  alert: 'ApiLatencyFastBurn',
  fault: 'the risk guard is held for 0.9 s at a time: nearly every order is slow',
  end: 'it is held no more',
  make: async (scene) => slowGuard(scene, PULSE_MS.latencyFast),
};
