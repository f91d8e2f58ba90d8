import { parentPort, workerData } from 'node:worker_threads';
import { messageOf } from '@qt/contracts';
import { unpackCandles } from './packed-candles.ts';
import { train } from './training.ts';
import type { TrainingReport, TrainingRequest } from './training-messages.ts';
import { loadYdf } from './ydf.ts';

const say = (report: TrainingReport) => parentPort?.postMessage(report);
const { candles, now, incumbent } = workerData as TrainingRequest;
try {
  const candlesBySymbol = new Map(candles.map(([symbol, packed]) => [symbol, unpackCandles(packed)]));
  const onProgress = (progress: number, stage: string) => say({ kind: 'progress', progress: { progress, stage } });
  const library = await loadYdf('ydf-training');
  say({ kind: 'done', ...(await train({ library, candlesBySymbol, now, incumbent, onProgress })) });
} catch (error) {
  say({ kind: 'failed', reason: messageOf(error) });
}
