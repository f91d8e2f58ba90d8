import type { SpanContext } from '@opentelemetry/api';
import { type Histogram, UNMATCHED } from '@qt/catalogue';
import { isOperational } from './operational.ts';
import { OTHER_METHOD } from './server-span.ts';

/** Records one request of its kind, in seconds; the version is HTTP's. */
export type RecordDuration = (seconds: number, version: string, trace: SpanContext) => void;

/** What records the requests of one method, route and status; undefined where they only operate the service. */
export type RequestDurations = (method: string, route: string, status: number) => RecordDuration | undefined;

interface Series {
  record(seconds: number, trace: SpanContext): void;
}

/** `http.server.request.duration` of OpenTelemetry's conventions. */
export function createRequestDurations(duration: Histogram<'http_server_request_duration_seconds'>): RequestDurations {
  return (method, route, status) => {
    if (isOperational(route)) return undefined;
    const seriesOf = (network_protocol_version: string): Series =>
      duration.bind({
        http_request_method: method === OTHER_METHOD ? '_OTHER' : method,
        http_response_status_code: String(status),
        url_scheme: 'http',
        network_protocol_version,
        http_route: route === UNMATCHED ? undefined : route,
        error_type: status < 500 ? undefined : String(status),
      });
    let usual: Series | undefined;
    return (seconds, version, trace) => {
      if (version !== '1.1') return seriesOf(version).record(seconds, trace);
      usual ??= seriesOf('1.1');
      usual.record(seconds, trace);
    };
  };
}
