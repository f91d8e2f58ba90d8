import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { ModelCard } from '@qt/contracts';
import type { OpenModel } from '@qt/model';

/** No model was promoted yet. */
export class NoModel extends Error {
  override readonly name = 'NoModel';
}

interface Entry {
  readonly model: OpenModel;
  /** From when on its age counts, Unix ms. */
  provenAt: number;
  users: number;
  retired: boolean;
}

/**
 * The one model that infers. It can be replaced at any moment: work that has begun keeps the model it began with, which
 * is closed when its last user is done.
 */
@Injectable()
export class CurrentModel implements OnApplicationShutdown {
  #entry: Entry | null = null;

  /** The current model's card; `null` before the first. */
  get card(): ModelCard | null {
    return this.#entry?.model.card ?? null;
  }

  /** Why the current model's worker thread is gone; undefined while it runs. The next inference starts it again. */
  get broken(): string | undefined {
    return this.#entry?.model.broken;
  }

  /**
   * Runs `work` with the current model, the same one throughout.
   *
   * @throws NoModel before the first model.
   */
  async use<T>(work: (model: OpenModel) => Promise<T>): Promise<T> {
    const entry = this.#entry;
    if (entry === null) throw new NoModel('no model was promoted yet: the retrain worker trains the first one');
    entry.users += 1;
    try {
      return await work(entry.model);
    } finally {
      entry.users -= 1;
      await closeWhenIdle(entry);
    }
  }

  /** From when on a model's age counts, Unix ms: its training, or, of the current one, when it last proved itself. */
  provenAt({ version, trained_at }: Pick<ModelCard, 'version' | 'trained_at'>): number {
    const entry = this.#entry;
    return entry?.model.version === version ? entry.provenAt : Date.parse(trained_at);
  }

  /** Makes `model` the current one and retires the one before. */
  async replace(model: OpenModel, provenAt = Date.parse(model.card.trained_at)): Promise<void> {
    await this.#swap({ model, provenAt, users: 0, retired: false });
  }

  /** The current model has proved itself on new minutes. */
  proved(at: number): void {
    if (this.#entry !== null) this.#entry.provenAt = at;
  }

  /** After the last request, which may be a scan. */
  async onApplicationShutdown(): Promise<void> {
    await this.#swap(null);
  }

  async #swap(next: Entry | null): Promise<void> {
    const replaced = this.#entry;
    this.#entry = next;
    if (replaced === null) return;
    replaced.retired = true;
    await closeWhenIdle(replaced);
  }
}

async function closeWhenIdle(entry: Entry): Promise<void> {
  if (entry.retired && entry.users === 0) await entry.model.close();
}
