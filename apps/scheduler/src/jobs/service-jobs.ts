import type { Outcome, Work } from '../scheduling/job.ts';
import { unanswered, walkOutcome } from './reply-outcome.ts';
import type { ServiceCalls } from './service-clients.ts';

type Calls = (signal: AbortSignal) => ServiceCalls;

/** Has the API refresh prices and candles of every symbol. */
export function warmMarketCaches(calls: Calls): Work {
  return async (signal) => walkOutcome(await calls(signal).api.warm());
}

/** Has the API walk from candles to orders, for every symbol and profile. */
export function signalScan(calls: Calls): Work {
  return async (signal) => walkOutcome(await calls(signal).api.scan());
}

/** Has the retrain worker begin a run. That one is already under way is what was wanted. */
export function retrainModels(calls: Calls): Work {
  return async (signal): Promise<Outcome> => {
    const reply = await calls(signal).retrainWorker.retrain();
    if (reply.ok || reply.status === 409) return { status: 'success', symbolsDone: 0 };
    return unanswered('qt-retrain-worker', reply);
  };
}
