import type { Worker } from 'node:worker_threads';
import type { Profile } from '@qt/catalogue';
import { type ModelCard, messageOf } from '@qt/contracts';
import type { ProbabilityRows } from './calibration.ts';
import type { InferenceReply, InferenceRequest } from './inference-messages.ts';
import type { FeatureRows } from './trees.ts';

/** The model cannot infer: its file is damaged, its thread ended, or it was closed. */
export class ModelUnavailable extends Error {
  override readonly name = 'ModelUnavailable';
}

interface Waiting {
  readonly resolve: (probabilities: ProbabilityRows) => void;
  readonly reject: (error: Error) => void;
}

/** The worker thread of one model, and its pending requests. */
export class InferenceThread {
  readonly #launchThread: () => Worker;
  readonly #waiting = new Map<number, Waiting>();
  #running: { worker: Worker; ready: Promise<ModelCard> } | undefined;
  #broken: string | undefined;
  #closed = false;
  #lastId = 0;

  constructor(launchThread: () => Worker) {
    this.#launchThread = launchThread;
  }

  get broken(): string | undefined {
    return this.#broken;
  }

  /** Resolves once the model is ready; starts the thread if none is running. */
  start(): Promise<ModelCard> {
    if (this.#closed) return Promise.reject(new ModelUnavailable('model: expected an open one, actual: closed'));
    this.#running ??= this.#launch();
    return this.#running.ready;
  }

  async ask(profile: Profile, rows: FeatureRows): Promise<ProbabilityRows> {
    await this.start();
    return new Promise((resolve, reject) => {
      const worker = this.#running?.worker;
      if (worker === undefined) return reject(new ModelUnavailable(`model: ${this.#broken ?? 'closed'}`));
      this.#lastId += 1;
      this.#waiting.set(this.#lastId, { resolve, reject });
      const request: InferenceRequest = { id: this.#lastId, profile, rows };
      worker.postMessage(request, [rows.buffer as ArrayBuffer]);
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    const worker = this.#running?.worker;
    this.#end('closed');
    await worker?.terminate();
  }

  #launch(): { worker: Worker; ready: Promise<ModelCard> } {
    const worker = this.#launchThread();
    const ready = new Promise<ModelCard>((resolve, reject) => {
      const fail = (reason: string) => {
        reject(new ModelUnavailable(`model: ${reason}`));
        if (this.#running?.worker === worker) this.#end(reason);
      };
      worker.on('message', (reply: InferenceReply) => {
        if ('ready' in reply) {
          this.#broken = undefined;
          resolve(reply.ready);
        } else this.#answer(reply);
      });
      worker.on('error', (error) => fail(messageOf(error)));
      worker.on('exit', (code) => fail(`its worker thread ended with code ${code}`));
    });
    return { worker, ready };
  }

  #answer(reply: Exclude<InferenceReply, { ready: ModelCard }>): void {
    const waiting = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    if ('error' in reply) waiting?.reject(new ModelUnavailable(`model: ${reply.error}`));
    else waiting?.resolve(reply.probabilities);
  }

  #end(reason: string): void {
    this.#running = undefined;
    this.#broken = reason;
    for (const waiting of this.#waiting.values()) waiting.reject(new ModelUnavailable(`model: ${reason}`));
    this.#waiting.clear();
  }
}
