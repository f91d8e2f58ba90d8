import type { Readable } from 'node:stream';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import type { Log } from '@qt/catalogue';
import type { Heartbeat, SectionEvent, SectionName, Sections } from '@qt/contracts';
import { HttpProblem, NOW, type Polling, poll, SERVICE, type ServiceDescription } from '@qt/nest-service';
import { LOG } from '@qt/telemetry';
import { PageService } from '../../page/page.service.ts';
import { SECTION_SOURCES, type SectionSource } from './section-source.ts';
import { SentEvents } from './sent-events.ts';
import { StreamClient, wireText } from './stream-client.ts';

/** A page that hears nothing for 5 s says so. */
const HEARTBEAT_MS = 1000;
/** More consoles than a desk has. */
const MOST_CLIENTS = 100;

interface Gathered {
  /** JSON of the section alone. */
  readonly json: string;
  readonly text: string;
}

/**
 * One snapshot for all consoles: each source is asked as often as it says while anybody looks, and what has changed is sent
 * to everybody. Nobody looks: nothing is asked.
 */
@Injectable()
export class ConsoleHub implements OnModuleDestroy {
  readonly #clients = new Set<StreamClient>();
  readonly #gathered = new Map<SectionName, Gathered>();
  readonly #sent = new SentEvents();
  #loops: readonly Polling[] = [];
  #sequence = 0;
  #snapshotAt: number | null = null;

  constructor(
    @Inject(SECTION_SOURCES) private readonly sources: readonly SectionSource[],
    @Inject(SERVICE) private readonly service: ServiceDescription,
    @Inject(LOG) private readonly log: Pick<Log, 'error'>,
    @Inject(NOW) private readonly now: () => number,
    private readonly page: PageService,
  ) {}

  /**
   * A stream of events. `lastEventId`: the last one that the console had before it came back.
   *
   * @throws HttpProblem 503 `too_many_consoles`.
   */
  open(lastEventId: string | undefined): Readable {
    if (this.#clients.size >= MOST_CLIENTS) {
      throw new HttpProblem(503, 'too_many_consoles', `consoles: expected at most ${MOST_CLIENTS}, actual one more`);
    }
    const client = new StreamClient();
    const missed = this.#missedSince(lastEventId);
    this.#clients.add(client);
    client.stream.once('close', () => this.#leave(client));
    if (missed !== undefined) {
      client.greeted = true;
      for (const { text } of missed) client.send(text);
    }
    // Not in the context of this request: the loops outlast it.
    if (this.#loops.length === 0) context.with(ROOT_CONTEXT, () => this.#start());
    else {
      client.send(this.#heartbeat());
      if (!client.greeted) this.#greet(client);
    }
    return client.stream;
  }

  async onModuleDestroy(): Promise<void> {
    for (const client of this.#clients) client.end();
    await this.#stop();
  }

  #start(): void {
    this.#loops = [
      ...this.sources.map((source) =>
        poll(
          () => this.#look(source),
          () => source.everyMs,
        ),
      ),
      poll(
        async () => this.#broadcast(this.#heartbeat()),
        () => HEARTBEAT_MS,
      ),
    ];
  }

  async #stop(): Promise<void> {
    const loops = this.#loops;
    this.#loops = [];
    await Promise.all(loops.map((loop) => loop.stop()));
  }

  #leave(client: StreamClient): void {
    this.#clients.delete(client);
    if (this.#clients.size === 0) void this.#stop();
  }

  async #look(source: SectionSource): Promise<void> {
    try {
      this.#take(source, await source.gather());
    } catch (error) {
      this.log.error('a section of the console could not be gathered', { section: source.name, error });
    }
    for (const client of this.#clients) if (!client.greeted) this.#greet(client);
  }

  #take(source: SectionSource, section: Sections[SectionName]): void {
    const at = this.now();
    if (source.name === 'now') this.#snapshotAt = at;
    const json = JSON.stringify(section);
    const isNews = source.isNews?.(section) ?? this.#gathered.get(source.name)?.json !== json;
    if (!isNews && this.#gathered.has(source.name)) return;
    this.#sequence += 1;
    const text = this.#eventText(source.name, section, at);
    this.#gathered.set(source.name, { json, text });
    this.#sent.add({ sequence: this.#sequence, name: source.name, text });
    for (const client of this.#clients) if (client.greeted) client.send(text);
  }

  /** Once every section is there: what the page shows first is whole. */
  #greet(client: StreamClient): void {
    if (this.#gathered.size < this.sources.length) return;
    client.greeted = true;
    for (const source of this.sources) {
      const whole = source.whole?.();
      const text = this.#gathered.get(source.name)?.text ?? '';
      client.send(whole === undefined ? text : this.#eventText(source.name, whole, this.now()));
    }
  }

  #missedSince(lastEventId: string | undefined) {
    const [run, sequence] = lastEventId?.split('-') ?? [];
    if (run !== String(this.service.startedAt) || sequence === undefined) return undefined;
    return this.#sent.since(Number(sequence));
  }

  #eventText(name: SectionName, section: Sections[SectionName], at: number): string {
    const event: SectionEvent = { at: new Date(at).toISOString(), section };
    return wireText({ id: `${this.service.startedAt}-${this.#sequence}`, name, data: JSON.stringify(event) });
  }

  #broadcast(text: string): void {
    for (const client of this.#clients) client.send(text);
  }

  #heartbeat(): string {
    const { version, startedAt } = this.service;
    const beat: Heartbeat = {
      at: new Date(this.now()).toISOString(),
      snapshot_at: this.#snapshotAt === null ? null : new Date(this.#snapshotAt).toISOString(),
      version,
      started_at: new Date(startedAt).toISOString(),
      build: this.page.build,
    };
    return wireText({ id: null, name: 'heartbeat', data: JSON.stringify(beat) });
  }
}
