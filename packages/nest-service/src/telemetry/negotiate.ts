import type { Format } from '@qt/telemetry';

export const CONTENT_TYPES: Readonly<Record<Format, string>> = {
  text: 'text/plain; version=0.0.4; charset=utf-8',
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
};

/** OpenMetrics if `Accept` names it and does not prefer plain text. */
export function formatFor(accept: string | undefined): Format {
  const weight = weightsIn(accept);
  const openmetrics = weight('application/openmetrics-text');
  return openmetrics > 0 && openmetrics >= weight('text/plain') ? 'openmetrics' : 'text';
}

/** Whether `Accept-Encoding` names gzip and does not prefer identity. */
export function acceptsGzip(acceptEncoding: string | undefined): boolean {
  const weight = weightsIn(acceptEncoding);
  return weight('gzip') > 0 && weight('gzip') >= weight('identity');
}

/** The `q` that an `Accept…` header gives a name: 1 by default, 0 if not listed. */
function weightsIn(header = ''): (name: string) => number {
  const listed = header.split(',').map((entry) => {
    const [name = '', ...parameters] = entry.split(';').map((part) => part.trim().toLowerCase());
    const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
    return { name, quality: quality === undefined ? 1 : Number(quality) || 0 };
  });
  return (wanted) => Math.max(0, ...listed.filter(({ name }) => name === wanted).map(({ quality }) => quality));
}
