/** More than are about to be decided at once; the oldest are forgotten. */
const MOST = 1000;

/**
 * Orders that were looked for before their turn and that the store does not have, until something is written about them: the
 * guard that leads is the only one that writes.
 */
export class UnknownOrders {
  readonly #found = new Set<string>();
  readonly #looking = new Map<string, symbol>();

  /** `isKnown` looks for it in what is durable, when nothing about it is waiting to be written. */
  async look(clientOrderId: string, isKnown: () => Promise<boolean>): Promise<void> {
    const look = Symbol(clientOrderId);
    this.#looking.set(clientOrderId, look);
    const known = await isKnown().catch(() => true);
    const isUndisturbed = this.#looking.get(clientOrderId) === look;
    if (isUndisturbed) this.#looking.delete(clientOrderId);
    if (known || !isUndisturbed) return;
    this.#found.add(clientOrderId);
    const [oldest] = this.#found;
    if (this.#found.size > MOST && oldest !== undefined) this.#found.delete(oldest);
  }

  /** Something is being written about it. */
  written(clientOrderId: string): void {
    this.#looking.delete(clientOrderId);
    this.#found.delete(clientOrderId);
  }

  /** Whether the store is known not to have it. */
  has(clientOrderId: string): boolean {
    return this.#found.has(clientOrderId);
  }
}
