import { EVENTS, type EventName, SERVICES } from '@qt/catalogue';
import { z } from 'zod';
import type { Routes } from '../route.ts';
import { instant } from '../values.ts';

const level = z.enum(['debug', 'info', 'warn', 'error']);

/** A line of a service's log that has a name, as the service keeps the latest of them. */
export const loggedEvent = z
  .object({
    /** Counts up from the service's start. */
    sequence: z.int(),
    at: instant,
    event: z.enum(Object.keys(EVENTS) as [EventName, ...EventName[]]),
    level,
    message: z.string(),
    request_id: z.string().nullable(),
    trace_id: z.string().nullable(),
    /** Everything else that the line says. */
    fields: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'LoggedEvent' });
export type LoggedEvent = z.infer<typeof loggedEvent>;

export const loggedEvents = z.object({
  /** Of this run of the service: another one numbers from the start again. */
  started_at: instant,
  items: z.array(loggedEvent),
});

/** Every service's latest named log lines, for the console's timeline. */
export const eventRoutes = {
  events: {
    method: 'GET',
    path: '/events',
    tag: 'Operations',
    summary: 'The latest named log lines but those of requests, oldest first, of an hour at most; `after`: a sequence',
    access: 'service',
    query: z.strictObject({ after: z.coerce.number().int().min(0).default(0) }),
    responses: { 200: loggedEvents },
  },
} as const satisfies Routes;

/** One thing that happened anywhere: a named log line of a service, or a row of the guard's audit (`event` is `audit`). */
export const timelineItem = z
  .object({
    /** Unique and stable: service, its start, and its number there. */
    id: z.string(),
    at: instant,
    service: z.enum(SERVICES),
    event: z.string(),
    level,
    message: z.string(),
    request_id: z.string().nullable(),
    trace_id: z.string().nullable(),
    fields: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'TimelineItem' });
export type TimelineItem = z.infer<typeof timelineItem>;

export const timelineRoutes = {
  timeline: {
    method: 'GET',
    path: '/console/timeline',
    tag: 'Console',
    summary: 'What happened in the last hour in all services, newest first; `request_id`: all of one request',
    access: 'reader',
    query: z.strictObject({
      limit: z.coerce.number().int().min(1).max(10_000).default(500),
      before: instant.optional(),
      request_id: z.string().max(200).optional(),
    }),
    responses: {
      200: z.object({
        items: z.array(timelineItem),
        /** Services whose events are missing, because they did not answer. */
        missing: z.array(z.enum(SERVICES)),
      }),
    },
  },
} as const satisfies Routes;
