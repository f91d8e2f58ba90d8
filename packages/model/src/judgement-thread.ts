import { parentPort, workerData } from 'node:worker_threads';
import { messageOf } from '@qt/contracts';
import { readArtifact } from './artifact.ts';
import { type Judgement, judge } from './judgement.ts';
import { unpackHistory } from './packed-candles.ts';
import type { JudgementRequest, ThreadReport } from './training-messages.ts';

const say = (report: ThreadReport<Judgement>) => parentPort?.postMessage(report);
const { candles, artifact, ...terms } = workerData as JudgementRequest;
try {
  say({ kind: 'done', result: judge(readArtifact(artifact), { ...terms, candlesBySymbol: unpackHistory(candles) }) });
} catch (error) {
  say({ kind: 'failed', reason: messageOf(error) });
}
