import { Worker } from 'node:worker_threads';

/**
 * Starts one of this package's worker threads. YDF lives only there: it installs process-wide handlers for uncaught
 * errors, prints on the console, and computes for seconds. `resource` is what the thread is given as `workerData`.
 */
export function startThread(name: 'inference' | 'training', workerData: unknown): Worker {
  const fromSource = import.meta.url.endsWith('.ts');
  return new Worker(new URL(`./${name}-thread.${fromSource ? 'ts' : 'js'}`, import.meta.url), {
    workerData,
    name: `qt-model-${name}`,
    stdout: true,
    stderr: true,
    execArgv: fromSource ? ['--conditions=@qt/source'] : [],
  });
}
