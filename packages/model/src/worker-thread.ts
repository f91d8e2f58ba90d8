import { Worker } from 'node:worker_threads';

/** Bounds the thread's heap, which V8 would otherwise grow and never return to the system. */
const HEAP = { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 96 };

/**
 * Starts one of this package's worker threads, which compute for seconds. The buffers in `transfer` move to the thread
 * without a copy.
 */
export function startThread(
  name: 'inference' | 'training' | 'comparison' | 'judgement',
  workerData: unknown,
  transfer: ArrayBuffer[] = [],
): Worker {
  const fromSource = import.meta.url.endsWith('.ts');
  return new Worker(new URL(`./${name}-thread.${fromSource ? 'ts' : 'js'}`, import.meta.url), {
    workerData,
    transferList: transfer,
    name: `qt-model-${name}`,
    resourceLimits: HEAP,
    stdout: true,
    stderr: true,
    execArgv: fromSource ? ['--conditions=@qt/source'] : [],
  });
}
