import { CONSOLE_ERRORS, CONSOLE_SPANS, type ConsoleSpanName } from '@qt/catalogue';
import { z } from 'zod';
import type { Routes } from '../route.ts';
import { act } from './acts.ts';

/** The name of a span that is a call of the API; the API names it after method and route. */
export const CALL_SPAN = 'console.call';

const spanNames = [...(Object.keys(CONSOLE_SPANS) as ConsoleSpanName[]), CALL_SPAN] as const;
const hex = (digits: number) => z.string().regex(new RegExp(`^[0-9a-f]{${digits}}$`));
const actKinds = act.options.map(({ shape }) => shape.kind.value);
/** A class or the like, never a sentence: what a person typed must not get into telemetry. */
const word = z
  .string()
  .max(100)
  .regex(/^\w[\w.$-]*$/);
const milliseconds = z.number().min(0).max(3_600_000);

/** All that a span may say. */
const attributes = z.strictObject({
  'http.request.method': z.enum(['GET', 'POST', 'PUT', 'DELETE']).optional(),
  /** Without its query. */
  'url.path': z.string().max(200).startsWith('/').optional(),
  'http.response.status_code': z.int().min(100).max(599).optional(),
  'error.type': word.optional(),
  'qt.act': z.enum(actKinds).optional(),
  'qt.outcome': z.enum(['done', 'to_confirm', 'refused']).optional(),
  'web_vital.lcp_ms': milliseconds.optional(),
  'web_vital.inp_ms': milliseconds.optional(),
  'web_vital.cls': z.number().min(0).max(1000).optional(),
});

const browserSpan = z.strictObject({
  name: z.enum(spanNames),
  trace_id: hex(32),
  span_id: hex(16),
  parent_span_id: hex(16).nullable(),
  /** Unix ms by the API's clock, as well as the page knows it. */
  started_at: z.number().min(0).max(8.64e15),
  duration_ms: milliseconds,
  attributes,
});
export type BrowserSpan = z.infer<typeof browserSpan>;

/** An error without its message, which may have anything in it. */
const browserError = z.strictObject({
  kind: z.enum(CONSOLE_ERRORS),
  error_type: word,
  /** File of this build, line and column: `index-abc123.js:1:200`; or `unknown`. */
  at: z
    .string()
    .max(120)
    .regex(/^[\w.:-]+$/),
  /** Of type and place: the same for the same error. */
  fingerprint: hex(8),
});
export type BrowserError = z.infer<typeof browserError>;

/** What an open page has noticed since it sent the last of these. */
export const browserTelemetry = z
  .strictObject({
    /** Of the page: `/console/stream` says in each heartbeat which one the API serves now. */
    build: z.string().max(64).regex(/^\w*$/),
    spans: z.array(browserSpan).max(50),
    errors: z.array(browserError).max(20),
    /** Largest contentful paint; once for each load of the page. */
    load_ms: milliseconds.optional(),
  })
  .meta({ id: 'BrowserTelemetry' });
export type BrowserTelemetry = z.infer<typeof browserTelemetry>;

export const browserTelemetryRoutes = {
  browserTelemetry: {
    method: 'POST',
    path: '/console/telemetry',
    tag: 'Console',
    summary: "Takes spans, errors and load time of the console's page; without any of it the page works as well",
    access: 'reader',
    body: browserTelemetry,
    responses: { 202: z.object({}) },
    errors: [429],
  },
} as const satisfies Routes;
