import { diag } from '@opentelemetry/api';
import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import type { Level, Log } from '@qt/catalogue';
import type { ExportWatch, Signal } from './export-watch.ts';
import { rejectionIn } from './partial-success.ts';
import type { Assignment, Parcel, Told } from './sending-thread.ts';
import { type SendingThread, startSendingThread } from './start-sending-thread.ts';

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
  #thread: SendingThread | undefined;
  #closed = false;

  constructor({ env, ...options }: SenderOptions) {
    this.#options = { ...options, env: { ...env } };
  }

  /** Encodes and sends one request. Never rejects: what became of it is also the watch's to know. */
  send(signal: Signal, encode: () => Uint8Array | undefined): Promise<ExportResult> {
    const { promise: result, resolve } = Promise.withResolvers<ExportResult>();
    const id = this.#requests++;
    this.#pending.set(id, { signal, result, resolve });
    try {
      if (this.#closed) throw new Error('the telemetry has ended');
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

  /** Ends the sending, at once: what is not sent yet, and what still comes, is lost. */
  close(): void {
    this.#closed = true;
    this.#loseAll(new Error('not sent before the telemetry ended'));
    // Not waited for: it takes as long as the look-up of a name that the thread may be in.
    void this.#thread?.terminate();
    this.#thread?.unref();
  }

  #start(): SendingThread {
    return startSendingThread(this.#options, {
      told: (told) => this.#hear(told),
      ended: (reason) => {
        this.#thread = undefined; // the next request begins another
        this.#loseAll(reason);
      },
    });
  }

  #hear(told: Told): void {
    if ('sent' in told) this.#sent(told.sent);
    else if ('lost' in told) this.#lost(told.lost, told.error);
    else if ('said' in told) this.#options.log[told.level](told.said, told.fields);
    else {
      try {
        const rejection = rejectionIn(told.answer, told.answered, told.protocol);
        if (rejection !== undefined) this.#options.watches[told.answered].rejectedPart(rejection);
      } catch (error) {
        diag.warn(`the collector's answer to ${told.answered} that it took cannot be read`, error);
      }
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

  #loseAll(reason: unknown): void {
    for (const id of this.#pending.keys()) this.#lost(id, reason);
  }

  /** The process stays alive for what is being sent, and not for the thread. */
  #settle(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    if (this.#pending.size === 0) this.#thread?.unref();
    return pending;
  }
}
