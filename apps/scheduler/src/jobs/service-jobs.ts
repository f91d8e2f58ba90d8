import type { RunInHand, RunOutcome, Work } from '../scheduling/job.ts';
import { reportOutcome, unanswered } from './run-outcome.ts';
import type { ServiceClients } from './service-clients.ts';

type Clients = (signal: AbortSignal, run: RunInHand) => ServiceClients;

/** Has the API refresh prices and candles of every symbol. */
export function warmMarketCaches(clients: Clients): Work {
  return async (signal, run) => reportOutcome(await clients(signal, run).api.warm());
}

/** Has the API scan every symbol and profile, from candles to orders. */
export function signalScan(clients: Clients): Work {
  return async (signal, run) => reportOutcome(await clients(signal, run).api.scan());
}

/** Starts a run of the retrain worker. A run already in progress (409) is a success. */
export function retrainModels(clients: Clients): Work {
  return async (signal, run): Promise<RunOutcome> => {
    const reply = await clients(signal, run).retrainWorker.retrain();
    if (reply.ok || reply.status === 409) return { status: 'success', symbolsDone: 0 };
    return unanswered('qt-retrain-worker', reply);
  };
}
