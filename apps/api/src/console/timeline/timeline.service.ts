import { Inject, Injectable } from '@nestjs/common';
import type { ServiceName } from '@qt/catalogue';
import type { BodyOf, LoggedEvent, operationalRoutes, Reply, TimelineItem } from '@qt/contracts';
import { loggedEventOf, SERVICE, type ServiceDescription } from '@qt/nest-service';
import { TELEMETRY, type Telemetry } from '@qt/telemetry';
import { Neighbours } from '../stream/neighbours.ts';

/** Five services with as many as each keeps. */
const MOST = 10_000;
/** Of acts in the guard's audit: more than operators do in a second. */
const AUDIT_ROWS = 100;

/** How far a service's events have been read. */
interface Cursor {
  /** Its start, as it says; events of another run are numbered anew. */
  run: string;
  sequence: number;
}

/** Everything that happened in all services in the last hour, gathered from what each of them keeps. */
@Injectable()
export class TimelineService {
  #items: readonly TimelineItem[] = [];
  readonly #cursors = new Map<ServiceName, Cursor>();
  #lastAuditRow = 0;
  #missing: readonly ServiceName[] = [];
  #gathering: Promise<readonly TimelineItem[]> | null = null;

  constructor(
    private readonly neighbours: Neighbours,
    @Inject(SERVICE) private readonly service: ServiceDescription,
    @Inject(TELEMETRY) private readonly telemetry: Pick<Telemetry, 'events'>,
  ) {}

  /** Oldest first. */
  get items(): readonly TimelineItem[] {
    return this.#items;
  }

  /** Services that did not answer the last time. */
  get missing(): readonly ServiceName[] {
    return this.#missing;
  }

  /** Asks every service for what is new, and answers that, oldest first. Who comes meanwhile waits for the same answers. */
  gather(): Promise<readonly TimelineItem[]> {
    this.#gathering ??= this.#gather().finally(() => {
      this.#gathering = null;
    });
    return this.#gathering;
  }

  async #gather(): Promise<readonly TimelineItem[]> {
    const [audited, ...answers] = await Promise.all([
      this.#newAuditRows(),
      ...this.neighbours.all.map(async ([service, client]) => {
        const after = this.#cursors.get(service)?.sequence ?? 0;
        return { service, reply: await this.#ask(service, client, after) };
      }),
    ]);
    this.#missing = answers.filter(({ reply }) => !reply.ok).map(({ service }) => service);
    const own = this.#take('qt-api', { started_at: this.#ownRun(), items: this.#ownEvents() });
    const others = answers.flatMap(({ service, reply }) => (reply.ok ? this.#take(service, reply.body) : []));
    const fresh = [...own, ...others, ...audited].sort((a, b) => a.at.localeCompare(b.at));
    this.#items = [...this.#items, ...fresh].sort((a, b) => a.at.localeCompare(b.at)).slice(-MOST);
    return fresh;
  }

  /** Another run than the one that was read so far is asked once more, from its start. */
  async #ask(service: ServiceName, client: EventsClient, after: number): Promise<EventsReply> {
    const reply = await client.events({ query: { after } });
    const known = this.#cursors.get(service);
    if (!reply.ok || known === undefined || reply.body.started_at === known.run) return reply;
    return client.events({ query: { after: 0 } });
  }

  #take(service: ServiceName, { started_at, items }: BodyOf<typeof operationalRoutes.events>): TimelineItem[] {
    const known = this.#cursors.get(service);
    const before = known?.run === started_at ? known.sequence : 0;
    this.#cursors.set(service, { run: started_at, sequence: items.at(-1)?.sequence ?? before });
    return items
      .filter(({ sequence }) => sequence > before)
      .map((event) => timelineItemOf(service, Date.parse(started_at), event));
  }

  async #newAuditRows(): Promise<TimelineItem[]> {
    const reply = await this.neighbours.guard.audit({ query: { kind: 'act', limit: AUDIT_ROWS } });
    if (!reply.ok) return [];
    const rows = reply.body.items.filter(({ id }) => id > this.#lastAuditRow);
    this.#lastAuditRow = rows[0]?.id ?? this.#lastAuditRow;
    return rows.map(({ id, at, actor, action, outcome, detail, request_id }) => ({
      id: `qt-risk-guard-audit-${id}`,
      at,
      service: 'qt-risk-guard',
      event: 'audit',
      level: outcome === 'accepted' ? 'info' : 'warn',
      message: `${actor}: ${action} ${outcome}: ${detail}`,
      request_id,
      trace_id: null,
      fields: { sequence: id, actor, action, outcome },
    }));
  }

  #ownRun(): string {
    return new Date(this.service.startedAt).toISOString();
  }

  #ownEvents(): LoggedEvent[] {
    return this.telemetry.events.after(this.#cursors.get('qt-api')?.sequence ?? 0).map(loggedEventOf);
  }
}

type EventsReply = Reply<typeof operationalRoutes.events>;
interface EventsClient {
  events(call: { query: { after: number } }): Promise<EventsReply>;
}

function timelineItemOf(service: ServiceName, run: number, { sequence, ...event }: LoggedEvent): TimelineItem {
  return { id: `${service}-${run}-${sequence}`, service, ...event };
}
