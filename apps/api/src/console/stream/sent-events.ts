import type { SectionName } from '@qt/contracts';

/** One event of a section that was sent. */
export interface SentEvent {
  /** Counts up from the start of the API. */
  readonly sequence: number;
  readonly name: SectionName;
  readonly text: string;
}

/** More than a minute of everything. */
const MOST = 500;

/** The latest events, for those who come back. */
export class SentEvents {
  readonly #events: SentEvent[] = [];

  get last(): number {
    return this.#events.at(-1)?.sequence ?? 0;
  }

  add(event: SentEvent): void {
    this.#events.push(event);
    if (this.#events.length > MOST) this.#events.shift();
  }

  /**
   * What somebody has missed who had this one: of a section that is sent whole only the last event, of the timeline all.
   * Undefined: it is too long ago to tell.
   */
  since(sequence: number): readonly SentEvent[] | undefined {
    const oldest = this.#events[0]?.sequence;
    if (oldest === undefined || !(sequence >= oldest - 1 && sequence <= this.last)) return undefined;
    const missed = this.#events.filter((event) => event.sequence > sequence);
    const newest = new Map(missed.map((event) => [event.name, event.sequence]));
    return missed.filter(({ name, sequence: own }) => name === 'timeline' || newest.get(name) === own);
  }
}
