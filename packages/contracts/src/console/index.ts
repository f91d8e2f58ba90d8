export * from './acts.ts';
export { type BrowserError, type BrowserSpan, type BrowserTelemetry, CALL_SPAN } from './browser-telemetry.ts';
export { consoleRoutes } from './console.ts';
export { eventRoutes, type LoggedEvent, type TimelineItem } from './events.ts';
export { type ConsoleSession, CSRF_HEADER, SESSION_COOKIE } from './session.ts';
export * from './stream.ts';
export * from './system.ts';
export type { Trace, TraceSpan } from './traces.ts';
export type { DecisionRecord } from './why.ts';
