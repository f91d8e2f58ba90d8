import { Worker } from 'node:worker_threads';
import { type ExportResponse, type IExporterTransport, OTLPExporterError } from '@opentelemetry/otlp-exporter-base';
import type { Parcel, Receipt, Targets } from './sending-thread.ts';
import type { Signal } from './signal.ts';

/** Without limits the thread's heap grows and is never given back. */
const HEAP = { maxYoungGenerationSizeMb: 1, maxOldGenerationSizeMb: 96 };

export const NOT_SENT = 'not sent before the telemetry ended';

interface SendingThreadOptions {
  readonly targets: Targets;
  readonly env: Readonly<Record<string, string | undefined>>;
}

type Resolve = (response: ExportResponse) => void;

/**
 * Sends from a thread that starts with the first request: an HTTP client in the thread that serves HTTP gives Node's
 * sockets and streams more shapes, which slows down every request served (docs/adr/0005).
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

  transport(signal: Signal): IExporterTransport {
    return { send: (bytes, timeoutMillis) => this.#send(signal, bytes, timeoutMillis), shutdown() {} };
  }

  /** Ends the thread; pending and later requests fail. */
  close(): void {
    this.#closed = true;
    this.#failAll(new Error(NOT_SENT));
    // Not awaited: it lasts as long as a DNS look-up in the thread.
    void this.#worker?.terminate();
    this.#worker?.unref();
  }

  #send(signal: Signal, bytes: Uint8Array, timeoutMillis: number): Promise<ExportResponse> {
    if (this.#closed) return Promise.resolve({ status: 'failure', error: new Error(NOT_SENT) });
    const { promise, resolve } = Promise.withResolvers<ExportResponse>();
    const id = this.#requests++;
    this.#pending.set(id, resolve);
    // A copy to transfer: the bytes may be part of a shared buffer.
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
      // Not piped into the service's own, which would become non-blocking. They carry only Node's warnings.
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

  /** The process stays alive for pending requests, not for the thread. */
  #settle(id: number, response: ExportResponse): void {
    this.#pending.get(id)?.(response);
    this.#pending.delete(id);
    if (this.#pending.size === 0) this.#worker?.unref();
  }
}

/** Posted errors lose class and code, by which the SDK's metrics tell HTTP statuses apart. */
function revived(response: ExportResponse, code: unknown): ExportResponse {
  if (response.status === 'success' || response.error === undefined) return response;
  const { message } = response.error;
  const error =
    typeof code === 'number' ? new OTLPExporterError(message, code) : Object.assign(new Error(message), { code });
  return { ...response, error };
}
