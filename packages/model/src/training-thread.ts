import { parentPort, workerData } from 'node:worker_threads';
import { messageOf } from '@qt/contracts';
import { unpackHistory } from './packed-candles.ts';
import { train } from './training.ts';
import type { TrainingReport, TrainingRequest } from './training-messages.ts';

const say = (report: TrainingReport) => parentPort?.postMessage(report);
const { candles, ...request } = workerData as TrainingRequest;
try {
  const onProgress = (progress: number, stage: string) => say({ kind: 'progress', progress: { progress, stage } });
  say({ kind: 'done', ...train({ ...request, candlesBySymbol: unpackHistory(candles), onProgress }) });
} catch (error) {
  say({ kind: 'failed', reason: messageOf(error) });
}
