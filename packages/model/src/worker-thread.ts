import { Worker } from 'node:worker_threads';

/** Without these the thread's heap grows before it collects, and what it took from the system is not given back. */
const HEAP = { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 96 };

/**
 * Starts one of this package's worker threads. YDF lives only there: it installs process-wide handlers for uncaught
 * errors, prints on the console, and computes for seconds. `workerData` is what the thread is given to start with;
 * the buffers in `transfer` move to it without being copied.
 */
export function startThread(name: 'inference' | 'training', workerData: unknown, transfer: ArrayBuffer[] = []): Worker {
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
