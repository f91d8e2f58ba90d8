import { Worker } from 'node:worker_threads';
import { diag } from '@opentelemetry/api';
import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import type { Level, Log } from '@qt/catalogue';
import type { ExportWatch, Signal } from './export-watch.ts';
import { rejectionIn } from './partial-success.ts';
import type { Assignment, Parcel, Told } from './sending-thread.ts';

/** Without these the thread's heap grows before it collects, and what it took from the system is not given back. */
const HEAP = { maxYoungGenerationSizeMb: 1, maxOldGenerationSizeMb: 96 };

interface SenderOptions {
  /** How each signal that is sent is sent. */
  readonly targets: Assignment;
  readonly watches: Readonly<Record<Signal, ExportWatch>>;
  readonly log: Pick<Log, Level>;
  /** What the thread reads its settings from. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

interface Pending {
  readonly signal: Signal;
  readonly result: Promise<ExportResult>;
  resolve(result: ExportResult): void;
}

/**
 * Sends what is encoded already, from a thread of its own, which begins with the first request. A client of HTTP in
 * the thread that serves HTTP makes Node's sockets and streams be of many shapes, and each request served pays for it.
 */
export class Sender {
  readonly #options: SenderOptions;
  readonly #pending = new Map<number, Pending>();
  #requests = 0;
  #thread: Worker | undefined;

  constructor({ env, ...options }: SenderOptions) {
    this.#options = { ...options, env: { ...env } };
  }

  /** Encodes and sends one request. Never rejects: what became of it is also the watch's to know. */
  send(signal: Signal, encode: () => Uint8Array | undefined): Promise<ExportResult> {
    const { promise: result, resolve } = Promise.withResolvers<ExportResult>();
    const id = this.#requests++;
    this.#pending.set(id, { signal, result, resolve });
    try {
      const bytes = encode();
      if (bytes === undefined) throw new Error('there is nothing to send');
      // A copy that is given away: what is encoded may be a part of memory that others use.
      const own = new Uint8Array(bytes);
      this.#thread ??= this.#start();
      this.#thread.ref();
      this.#thread.postMessage({ id, signal, bytes: own } satisfies Parcel, [own.buffer]);
    } catch (error) {
      this.#lost(id, error);
    }
    return result;
  }

  /** Every request so far has been sent or is lost. */
  async settled(): Promise<void> {
    await Promise.all([...this.#pending.values()].map(({ result }) => result));
  }

  /** Ends the thread; what it still sends is lost. */
  async close(): Promise<void> {
    await this.#thread?.terminate();
  }

  #start(): Worker {
    const { targets, env, log } = this.#options;
    const fromSource = import.meta.url.endsWith('.ts');
    const thread = new Worker(new URL(`./sending-thread.${fromSource ? 'ts' : 'js'}`, import.meta.url), {
      workerData: targets,
      env,
      name: 'qt-otlp',
      resourceLimits: HEAP,
      execArgv: fromSource ? ['--conditions=@qt/source'] : [],
    });
    let reason: unknown;
    thread.on('message', (told: Told) => {
      if ('sent' in told) this.#sent(told.sent);
      else if ('lost' in told) this.#lost(told.lost, told.error);
      else if ('answered' in told) this.#heard(told.answered, told.answer);
      else log[told.level](told.said, told.fields);
    });
    thread.on('error', (error) => {
      reason = error;
    });
    thread.on('exit', (code) => {
      this.#thread = undefined; // the next request begins another
      reason ??= new Error(`the thread that sends ended with ${code}`);
      for (const id of this.#pending.keys()) this.#lost(id, reason);
    });
    return thread;
  }

  #heard(signal: Signal, answer: Uint8Array): void {
    const { targets, watches } = this.#options;
    try {
      const rejection = rejectionIn(answer, signal, targets[signal]?.protocol ?? 'http/protobuf');
      if (rejection !== undefined) watches[signal].rejectedPart(rejection);
    } catch (error) {
      diag.warn(`the collector's answer to ${signal} that it took cannot be read`, error);
    }
  }

  #sent(id: number): void {
    const pending = this.#settle(id);
    if (pending === undefined) return;
    this.#options.watches[pending.signal].succeeded();
    pending.resolve({ code: ExportResultCode.SUCCESS });
  }

  #lost(id: number, error: unknown): void {
    const pending = this.#settle(id);
    if (pending === undefined) return;
    this.#options.watches[pending.signal].lost(error);
    pending.resolve({ code: ExportResultCode.FAILED });
  }

  /** The process stays alive for what is being sent, and not for the thread. */
  #settle(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    if (this.#pending.size === 0) this.#thread?.unref();
    return pending;
  }
}
