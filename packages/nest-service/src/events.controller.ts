import { Controller, Inject } from '@nestjs/common';
import { type InputOf, type LoggedEvent, operationalRoutes } from '@qt/contracts';
import { type KeptEvent, TELEMETRY, type Telemetry } from '@qt/telemetry';
import { Endpoint, Input } from './endpoint.ts';
import type { ServiceDescription } from './service-description.ts';
import { SERVICE } from './tokens.ts';

/** The latest named log lines of every service, for the console's timeline. */
@Controller()
export class EventsController {
  constructor(
    @Inject(TELEMETRY) private readonly telemetry: Pick<Telemetry, 'events'>,
    @Inject(SERVICE) private readonly service: ServiceDescription,
  ) {}

  @Endpoint(operationalRoutes.events)
  events(@Input() { query: { after } }: InputOf<typeof operationalRoutes.events>) {
    return {
      started_at: new Date(this.service.startedAt).toISOString(),
      items: this.telemetry.events.after(after).map(loggedEventOf),
    };
  }
}

/** An event on the wire. */
export function loggedEventOf({ at, traceId, fields, ...event }: KeptEvent): LoggedEvent {
  const { request_id, ...others } = fields;
  return {
    ...event,
    at: new Date(at).toISOString(),
    request_id: typeof request_id === 'string' ? request_id : null,
    trace_id: traceId ?? null,
    fields: others,
  };
}
