import type { IncomingMessage } from 'node:http';
import { type Attributes, type Span, SpanKind, type SpanOptions, SpanStatusCode } from '@opentelemetry/api';
import { UNMATCHED } from '@qt/catalogue';
import { isProbe } from '@qt/telemetry';

// The attributes of OpenTelemetry's semantic conventions for HTTP server spans.

const KNOWN_METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
/** What stands for a method that is not among the known ones, on metrics and log lines. */
export const OTHER_METHOD = 'other';

export function methodLabel(method = ''): string {
  return KNOWN_METHODS.has(method) ? method : OTHER_METHOD;
}

const SERVER: SpanOptions = { kind: SpanKind.SERVER };

/** What the sampler decides by: no more, since most requests are not sampled and the SDK checks each attribute. */
export function startOptions({ url = '' }: IncomingMessage): SpanOptions {
  const path = pathOf(url);
  return isProbe(path) ? { kind: SpanKind.SERVER, attributes: { 'url.path': path } } : SERVER;
}

/** What a recorded span says of its request. */
export function requestAttributes({
  method = '',
  url = '',
  httpVersion,
  socket,
  headers,
}: IncomingMessage): Attributes {
  const attributes: Attributes = {
    'http.request.method': KNOWN_METHODS.has(method) ? method : '_OTHER',
    'url.path': pathOf(url),
    'url.scheme': 'http',
    'network.protocol.version': httpVersion,
  };
  if (!KNOWN_METHODS.has(method)) attributes['http.request.method_original'] = method;
  if (socket.remoteAddress !== undefined) attributes['client.address'] = socket.remoteAddress;
  if (headers['user-agent'] !== undefined) attributes['user_agent.original'] = headers['user-agent'];
  const server = serverOf(headers.host ?? '');
  if (server !== null) {
    attributes['server.address'] = server.hostname;
    attributes['server.port'] = Number(server.port) || 80;
  }
  return attributes;
}

/** Names under which clients call: a few, and parsing one takes a microsecond. */
const servers = new Map<string, URL | null>();
const MAX_SERVERS = 100;

/** The name under which the client called; null without a usable one. */
function serverOf(host: string): URL | null {
  const known = servers.get(host);
  if (known !== undefined) return known;
  const parsed = URL.parse(`http://${host}`);
  if (servers.size >= MAX_SERVERS) servers.clear();
  servers.set(host, parsed);
  return parsed;
}

/** Ends a recorded span. An exception that was recorded on it has set `error.type` already. */
export function endServerSpan(
  span: Span & { readonly attributes?: Attributes },
  name: string,
  route: string,
  status: number,
): void {
  span.updateName(name);
  span.setAttribute('http.response.status_code', status);
  if (route !== UNMATCHED) span.setAttribute('http.route', route);
  if (status >= 500) {
    span.setStatus({ code: SpanStatusCode.ERROR });
    if (span.attributes?.['error.type'] === undefined) span.setAttribute('error.type', String(status));
  }
  span.end();
}

function pathOf(url: string): string {
  const query = url.indexOf('?');
  return query < 0 ? url : url.slice(0, query);
}
