import type { EventName, Level } from '@qt/catalogue';

const MOST = 2000;
const KEPT_MS = 3_600_000;

/** A log line that has a name. */
export interface KeptEvent {
  /** Counts up from 1 at the start of the process. */
  readonly sequence: number;
  /** Unix ms. */
  readonly at: number;
  readonly event: EventName;
  readonly level: Level;
  readonly message: string;
  readonly traceId: string | undefined;
  /** All other fields, without secrets. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** The latest named lines of the log, but those of requests: at most 2,000, of the last hour. */
export class KeptEvents {
  #events: KeptEvent[] = [];
  #sequence = 0;
  readonly #now: () => number;

  /** `now`: Unix ms. */
  constructor(now: () => number) {
    this.#now = now;
  }

  keep(event: Omit<KeptEvent, 'sequence'>): void {
    this.#sequence += 1;
    this.#events.push({ sequence: this.#sequence, ...event });
    if (this.#events.length > MOST) this.#events.shift();
  }

  /** Those after this one, oldest first. */
  after(sequence: number): readonly KeptEvent[] {
    const oldest = this.#now() - KEPT_MS;
    if ((this.#events[0]?.at ?? oldest) < oldest) this.#events = this.#events.filter(({ at }) => at >= oldest);
    // Numbers have no gaps, so what is newer is a tail.
    const newer = this.#sequence - sequence;
    return newer <= 0 ? [] : this.#events.slice(-newer);
  }
}
