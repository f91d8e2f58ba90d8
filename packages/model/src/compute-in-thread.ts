import { messageOf } from '@qt/contracts';
import type { PackedHistory, ThreadReport } from './training-messages.ts';
import { startThread } from './worker-thread.ts';

/**
 * Computes one result in a worker thread, which ends with it. The candles move to the thread without a copy. Rejects with the
 * reason.
 */
export function computeInThread<Result>(
  name: 'comparison' | 'judgement',
  request: { readonly candles: PackedHistory },
): Promise<Result> {
  return new Promise((resolve, reject) => {
    const thread = startThread(
      name,
      request,
      request.candles.map(([, packed]) => packed.buffer as ArrayBuffer),
    );
    const end = (settle: () => void) => {
      settle();
      void thread.terminate();
    };
    thread.on('message', (report: ThreadReport<Result>) => {
      if (report.kind === 'done') end(() => resolve(report.result));
      else end(() => reject(new Error(`${name}: ${report.reason}`)));
    });
    thread.on('error', (error) => end(() => reject(new Error(`${name}: ${messageOf(error)}`))));
    thread.on('exit', (code) => end(() => reject(new Error(`${name}: its thread ended with code ${code}`))));
  });
}
