import type { EventFields, EventName, ServiceName } from '@qt/catalogue';

/** What Loki indexes of a line, as infra/loki/config.yaml says: the streams. */
export const STREAM_LABELS = ['service_name', 'deployment_environment_name'] as const;

/** What infra/otel-collector/config.yaml takes out of a line beside its text; a query needs no parser for them. */
export const LINE_FIELDS = [
  'level',
  'event',
  'request_id',
  'symbol',
  'profile',
  'job_id',
  'model_version',
  'trace_id',
  'span_id',
] as const;

/** Every line of the services; of one service, or of those that the dashboard's variable chooses. */
export function linesOf(service?: ServiceName): string {
  const name = service === undefined ? '=~"$job"' : `="${service}"`;
  return `{service_name${name}, deployment_environment_name=~"$environment"}`;
}

/** The fields of one event, or of any of several. */
type FieldOf<E extends EventName> = E extends EventName ? keyof EventFields[E] & string : never;

/** The lines of named events, written by a template over the events' own fields: a field that none has does not compile. */
export function eventLines<const E extends EventName>(
  service: ServiceName,
  events: readonly [E, ...E[]],
  fields: readonly (FieldOf<E> | 'message')[],
  template: string,
): string {
  return shown(`${linesOf(service)} | event${events.length === 1 ? '=' : '=~'}"${events.join('|')}"`, fields, template);
}

/** Takes these fields out of the line and writes them as a person reads them: a Go template. */
export function shown(query: string, fields: readonly string[], template: string): string {
  const taken = fields.map((field) => `${field}="${field}"`).join(', ');
  return `${query} | json ${taken} | line_format \`${template}\``;
}
