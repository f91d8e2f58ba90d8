import { Worker } from 'node:worker_threads';
import { type ExportResponse, type IExporterTransport, OTLPExporterError } from '@opentelemetry/otlp-exporter-base';
import type { Parcel, Receipt, Targets } from './sending-thread.ts';
import type { Signal } from './signal.ts';

/** Without these the thread's heap grows before it collects, and never gives memory back. */
const HEAP = { maxYoungGenerationSizeMb: 1, maxOldGenerationSizeMb: 96 };

export const NOT_SENT = 'not sent before the telemetry ended';

interface SendingThreadOptions {
  readonly targets: Targets;
  /** The environment of the thread. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

type Resolve = (response: ExportResponse) => void;

/**
 * Sends requests of all signals from a thread of its own, which starts with the first one. An HTTP client in the
 * thread that serves HTTP gives Node's sockets and streams many shapes, and each request served pays for it.
 */
export class SendingThread {
  readonly #options: SendingThreadOptions;
  readonly #pending = new Map<number, Resolve>();
  #requests = 0;
  #worker: Worker | undefined;
  #closed = false;

  constructor(options: SendingThreadOptions) {
    this.#options = options;
  }

  /** The transport of one signal. */
  transport(signal: Signal): IExporterTransport {
    return { send: (bytes, timeoutMillis) => this.#send(signal, bytes, timeoutMillis), shutdown() {} };
  }

  /** Ends the thread at once; what is not sent yet, and what still comes, fails. */
  close(): void {
    this.#closed = true;
    this.#failAll(new Error(NOT_SENT));
    // Not waited for: it takes as long as the look-up of a name that the thread may be in.
    void this.#worker?.terminate();
    this.#worker?.unref();
  }

  #send(signal: Signal, bytes: Uint8Array, timeoutMillis: number): Promise<ExportResponse> {
    if (this.#closed) return Promise.resolve({ status: 'failure', error: new Error(NOT_SENT) });
    const { promise, resolve } = Promise.withResolvers<ExportResponse>();
    const id = this.#requests++;
    this.#pending.set(id, resolve);
    // A copy that is given away: what is encoded may be a part of memory that others use.
    const own = new Uint8Array(bytes);
    this.#worker ??= this.#start();
    this.#worker.ref();
    this.#worker.postMessage({ id, signal, bytes: own, timeoutMillis } satisfies Parcel, [own.buffer]);
    return promise;
  }

  #start(): Worker {
    const { targets, env } = this.#options;
    const fromSource = import.meta.url.endsWith('.ts');
    const worker = new Worker(new URL(`./sending-thread.${fromSource ? 'ts' : 'js'}`, import.meta.url), {
      workerData: targets,
      env: { ...env },
      name: 'qt-otlp',
      resourceLimits: HEAP,
      execArgv: fromSource ? ['--conditions=@qt/source'] : [],
      // Else Node pipes them into the service's own, which then no longer block. Reading them would keep the process
      // alive, and Node's warnings are all there is in them.
      stdout: true,
      stderr: true,
    });
    let reason: unknown;
    worker.on('message', ({ id, response, code }: Receipt) => this.#settle(id, revived(response, code)));
    worker.on('error', (error) => {
      reason = error;
    });
    worker.on('exit', (code) => {
      this.#worker = undefined; // the next request starts another
      this.#failAll((reason as Error | undefined) ?? new Error(`the thread that sends ended with ${code}`));
    });
    return worker;
  }

  #failAll(error: Error): void {
    for (const id of this.#pending.keys()) this.#settle(id, { status: 'failure', error });
  }

  /** The process stays alive for what is being sent, and not for the thread. */
  #settle(id: number, response: ExportResponse): void {
    this.#pending.get(id)?.(response);
    this.#pending.delete(id);
    if (this.#pending.size === 0) this.#worker?.unref();
  }
}

/** Posted errors are mere `Error`s; those of HTTP statuses are told apart by the SDK's metrics. */
function revived(response: ExportResponse, code: unknown): ExportResponse {
  if (response.status === 'success' || response.error === undefined) return response;
  const { message } = response.error;
  const error =
    typeof code === 'number' ? new OTLPExporterError(message, code) : Object.assign(new Error(message), { code });
  return { ...response, error };
}
