import { batch } from '@preact/signals';
import type { Heartbeat, SectionEvent, SessionEnd } from '@qt/contracts';
import { ClockOffset, clockOffset, now } from './clock.ts';
import { connectionAt, sameConnection } from './connection.ts';
import { beat, connection, latest, sessionEnd, timeline, type WholeSection } from './sections.ts';
import { withItems } from './timeline.ts';

const PATH = '/console/stream';
const WHOLE: readonly WholeSection[] = ['now', 'money', 'model', 'alerts', 'system'];
/** A stream that has said nothing for so long is opened anew, because its connection may be dead without either end knowing. */
const REOPEN_AFTER_MS = 10_000;
const LOOK_EVERY_MS = 250;

/** The page's one connection to the API: fills `latest`, `timeline`, `beat` and `connection`, and comes back by itself. */
export class Stream {
  readonly #offset = new ClockOffset();
  readonly #openedAt = performance.now();
  #heardAt: number | undefined;
  #triedAt = 0;
  #source: EventSource | undefined;

  start(): void {
    this.#open();
    setInterval(() => this.#look(), LOOK_EVERY_MS);
  }

  /** Opens the stream anew, as after signing in: what it may show, and whose it is, has changed. */
  reopen(): void {
    this.#open();
  }

  #open(): void {
    this.#source?.close();
    this.#triedAt = performance.now();
    const source = new EventSource(PATH);
    this.#source = source;
    for (const name of WHOLE) source.addEventListener(name, (event) => this.#section(name, event));
    source.addEventListener('timeline', (event) => this.#timeline(event));
    source.addEventListener('heartbeat', (event) => this.#heartbeat(event));
    source.addEventListener('session', ({ data }: MessageEvent<string>) => {
      sessionEnd.value = JSON.parse(data) as SessionEnd;
    });
  }

  #section(name: WholeSection, { data }: MessageEvent<string>): void {
    this.#heard();
    (latest[name] as { value: unknown }).value = JSON.parse(data) as SectionEvent;
  }

  #timeline({ data }: MessageEvent<string>): void {
    this.#heard();
    const { section } = JSON.parse(data) as SectionEvent<'timeline'>;
    timeline.value = withItems(timeline.peek(), section.items, now.peek());
  }

  #heartbeat({ data }: MessageEvent<string>): void {
    const heartbeat = JSON.parse(data) as Heartbeat;
    batch(() => {
      this.#heard();
      beat.value = heartbeat;
      const offset = this.#offset.heard(Date.parse(heartbeat.at), Date.now());
      if (Math.abs(offset - clockOffset.peek()) > 250) clockOffset.value = offset;
    });
  }

  #heard(): void {
    this.#heardAt = performance.now();
    if (connection.peek().state !== 'live') connection.value = { state: 'live' };
  }

  #look(): void {
    const at = performance.now();
    const seen = connectionAt(at, this.#heardAt, this.#openedAt);
    if (!sameConnection(seen, connection.peek())) connection.value = seen;
    const silent = at - Math.max(this.#heardAt ?? 0, this.#triedAt);
    if (silent > REOPEN_AFTER_MS || (this.#source?.readyState === EventSource.CLOSED && silent > 2_000)) this.#open();
  }
}

export const stream = new Stream();
