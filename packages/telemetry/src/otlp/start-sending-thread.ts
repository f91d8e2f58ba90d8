import { Worker } from 'node:worker_threads';
import type { Assignment, Told } from './sending-thread.ts';

/** Without these the thread's heap grows before it collects, and what it took from the system is not given back. */
const HEAP = { maxYoungGenerationSizeMb: 1, maxOldGenerationSizeMb: 96 };

interface Start {
  readonly targets: Assignment;
  /** What it reads its settings from. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

interface Hears {
  told(told: Told): void;
  /** It sends no more: it could not start, it crashed, or it was ended. */
  ended(reason: unknown): void;
}

export type SendingThread = Pick<Worker, 'postMessage' | 'ref' | 'unref' | 'terminate'>;

/** Starts a thread that sends the `Parcel`s it is posted. */
export function startSendingThread({ targets, env }: Start, hears: Hears): SendingThread {
  const fromSource = import.meta.url.endsWith('.ts');
  const thread = new Worker(new URL(`./sending-thread.${fromSource ? 'ts' : 'js'}`, import.meta.url), {
    workerData: targets,
    env,
    name: 'qt-otlp',
    resourceLimits: HEAP,
    execArgv: fromSource ? ['--conditions=@qt/source'] : [],
    // Else Node pipes them into the service's own, which then no longer block, though the log is written to them
    // directly. They are not read, since that would keep the process alive: Node's warnings are all there is in them.
    stdout: true,
    stderr: true,
  });
  let reason: unknown;
  thread.on('message', hears.told);
  thread.on('error', (error) => {
    reason = error;
  });
  thread.on('exit', (code) => hears.ended(reason ?? new Error(`the thread that sends ended with ${code}`)));
  return thread;
}
