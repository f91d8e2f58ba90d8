import { parentPort, workerData } from 'node:worker_threads';
import { messageOf } from '@qt/contracts';
import { readArtifact } from './artifact.ts';
import { calibrate } from './calibration.ts';
import type { InferenceReply, InferenceRequest } from './inference-messages.ts';
import { probabilitiesOf } from './trees.ts';

if (parentPort === null) throw new Error('inference-thread: expected to run in a worker thread');
const port = parentPort;
const say = (reply: InferenceReply, transfer: ArrayBuffer[] = []) => port.postMessage(reply, transfer);

const { card, classifiers } = readArtifact(workerData as Uint8Array);
const byProfile = new Map(classifiers.map((each) => [each.profile, each]));

port.on('message', ({ id, profile, rows }: InferenceRequest) => {
  try {
    const asked = byProfile.get(profile);
    if (asked === undefined)
      throw new Error(`profile: expected one of ${[...byProfile.keys()].join()}, actual ${profile}`);
    const probabilities = calibrate(probabilitiesOf(asked.trees, rows), asked.calibration);
    say({ id, probabilities }, [probabilities.buffer as ArrayBuffer]);
  } catch (error) {
    say({ id, error: messageOf(error) });
  }
});
say({ ready: card });
