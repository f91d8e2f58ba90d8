import type { EventFields, EventName, ServiceName } from '@qt/catalogue';

/** What a log store indexes of a line: the labels of its stream. Loki's names; infra/loki/config.yaml sets them. */
export const STREAM_LABELS = ['service_name', 'deployment_environment_name'] as const;

/** What infra/otel-collector/config.yaml stores beside a line's text; a query needs no parser for these. */
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

type LineField = (typeof LINE_FIELDS)[number];
type StoredField = LineField | (typeof STREAM_LABELS)[number];

/** A line passes when one of these fields has one of these values; a value may be a dashboard variable. */
interface LogFilter {
  readonly fields: readonly LineField[];
  readonly values: readonly string[];
}

/** A piece of what a panel shows: text with fields in braces, or such a text where the field `when` has a value. */
type Shown = string | { readonly when: string; readonly text: string };

/** Log lines, whatever store keeps them: rendered as LogQL for Loki and as LogsQL for VictoriaLogs. */
export interface LogQuery {
  /** `chosen`: the services that the dashboard's variable selects. */
  readonly service: ServiceName | 'chosen';
  readonly filters: readonly LogFilter[];
  /** `{from} → {to}` */
  readonly show: readonly Shown[];
  /** A dashboard variable. While it is empty, no stream matches, and nothing is read. */
  readonly needs?: string;
}

/** The fields that a text names in braces. */
type Named<T extends string> = T extends `${string}{${infer F}}${infer Rest}` ? F | Named<Rest> : never;
type FieldsIn<P extends Shown> = P extends { readonly when: infer F; readonly text: infer T extends string }
  ? F | Named<T>
  : Named<P & string>;
/** The fields of any of several events, and those of every line. */
type FieldOf<E extends EventName> =
  | StoredField
  | 'message'
  | (E extends EventName ? keyof EventFields[E] & string : never);

/** The lines of named events. A shown field that none of them has does not compile. */
export function eventLines<const E extends EventName, const P extends Shown>(
  service: ServiceName,
  events: readonly [E, ...E[]],
  show: FieldsIn<P> extends FieldOf<E> ? readonly P[] : never,
): LogQuery {
  return { service, filters: [{ fields: ['event'], values: events }], show };
}

/** The fields that a query takes out of the line's JSON, in the order in which it shows them. */
function unpacked({ show }: LogQuery): string[] {
  const fields = show.flatMap((piece) => fieldsOf(textOf(piece)));
  const stored: readonly string[] = [...STREAM_LABELS, ...LINE_FIELDS];
  return [...new Set(fields)].filter((field) => !stored.includes(field));
}

function fieldsOf(text: string): string[] {
  return [...text.matchAll(/\{(\w+)\}/g)].map(([, field = '']) => field);
}

function textOf(piece: Shown): string {
  return typeof piece === 'string' ? piece : piece.text;
}

/** No stream has such a label: its empty value differs from every pattern but the empty one. */
function needed({ needs }: LogQuery, quote: string): string[] {
  return needs === undefined ? [] : [`${quote}${needs}${quote}!~"$${needs}"`];
}

/** For Loki: filters on what is stored beside the line, then a Go template over its JSON. */
export function logQl(query: LogQuery): string {
  const service = query.service === 'chosen' ? '=~"$job"' : `="${query.service}"`;
  const streams = [`service_name${service}`, 'deployment_environment_name=~"$environment"', ...needed(query, '')];
  const filters = query.filters.map(({ fields, values }) => {
    const value = `"${values.join('|')}"`;
    const operator = values.length > 1 || value.includes('$') ? '=~' : '=';
    return ` | ${fields.map((field) => `${field}${operator}${value}`).join(' or ')}`;
  });
  const taken = unpacked(query).map((field) => `${field}="${field}"`);
  const template = query.show.map((piece) => {
    const text = textOf(piece).replaceAll(/\{(\w+)\}/g, '{{.$1}}');
    return typeof piece === 'string' ? text : `{{ if .${piece.when} }}${text}{{ end }}`;
  });
  return `{${streams.join(', ')}}${filters.join('')} | json ${taken.join(', ')} | line_format \`${template.join('')}\``;
}

/** VictoriaLogs keeps OpenTelemetry's own names of what Loki renames. */
const LOGSQL_NAMES: Readonly<Partial<Record<StoredField, string>>> = {
  service_name: 'service.name',
  deployment_environment_name: 'deployment.environment.name',
};
const logsQlName = (field: string) => LOGSQL_NAMES[field as StoredField] ?? field;

/** For VictoriaLogs: the same lines and the same text in `_msg`. */
export function logsQl(query: LogQuery): string {
  const service = query.service === 'chosen' ? '=~"$job"' : `="${query.service}"`;
  const streams = [`"service.name"${service}`, '"deployment.environment.name"=~"$environment"', ...needed(query, '"')];
  const filters = query.filters.map(({ fields, values }) => {
    const pattern = values.some((value) => value.includes('$')) ? `~"^(${values.join('|')})$"` : `in(${values})`;
    return ` (${fields.map((field) => `${field}:${pattern}`).join(' or ')})`;
  });
  const formats = query.show.map((piece, index) => {
    const text = textOf(piece).replaceAll(/\{(\w+)\}/g, (_, field: string) => `<${logsQlName(field)}>`);
    const condition = typeof piece === 'string' ? '' : `if (${piece.when}:*) `;
    return ` | format ${condition}"${index === 0 ? '' : '<shown>'}${text}" as shown`;
  });
  const shown = `${formats.join('')} | format "<shown>" as _msg`;
  return `{${streams}}${filters.join('')} | unpack_json fields (${unpacked(query)})${shown}`;
}
