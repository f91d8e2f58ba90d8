import type { IncomingMessage } from 'node:http';
import { type Attributes, type Span, SpanKind, type SpanOptions, SpanStatusCode } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { UNMATCHED } from '@qt/catalogue';

// The attributes of OpenTelemetry's semantic conventions for HTTP server spans.

const KNOWN_METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
/** What stands for a method that is not among the known ones, on metrics and log lines. */
export const OTHER_METHOD = 'other';

export function methodLabel(method = ''): string {
  return KNOWN_METHODS.has(method) ? method : OTHER_METHOD;
}

/** What the sampler decides by: no more, since most requests are not sampled. */
export function startOptions({ url = '' }: IncomingMessage): SpanOptions {
  return { kind: SpanKind.SERVER, attributes: { 'url.path': pathOf(url) } };
}

/** What else a recorded span says of its request. */
export function requestAttributes({ method = '', httpVersion, socket, headers }: IncomingMessage): Attributes {
  const attributes: Attributes = {
    'http.request.method': KNOWN_METHODS.has(method) ? method : '_OTHER',
    'url.scheme': 'http',
    'network.protocol.version': httpVersion,
  };
  if (!KNOWN_METHODS.has(method)) attributes['http.request.method_original'] = method;
  if (socket.remoteAddress !== undefined) attributes['client.address'] = socket.remoteAddress;
  if (headers['user-agent'] !== undefined) attributes['user_agent.original'] = headers['user-agent'];
  return { ...attributes, ...serverAttributes(headers.host) };
}

/** By the name under which the client called; without a usable one they are left out. */
function serverAttributes(host = ''): Attributes {
  if (!URL.canParse(`http://${host}`)) return {};
  const { hostname, port } = new URL(`http://${host}`);
  return { 'server.address': hostname, 'server.port': Number(port) || 80 };
}

/** Ends a recorded span. An exception that was recorded on it has set `error.type` already. */
export function endServerSpan(span: Span & Partial<ReadableSpan>, name: string, route: string, status: number): void {
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
