import type { Format } from './format.ts';

export const CONTENT_TYPES: Readonly<Record<Format, string>> = {
  text: 'text/plain; version=0.0.4; charset=utf-8',
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
};

/** OpenMetrics unless `Accept` prefers plain text or does not name it: as Prometheus asks, and what a browser can show. */
export function formatFor(accept: string | undefined): Format {
  const weight = weightsIn(accept);
  const openmetrics = weight('application/openmetrics-text');
  return openmetrics > 0 && openmetrics >= weight('text/plain') ? 'openmetrics' : 'text';
}

/** Whether `Accept-Encoding` names gzip and neither refuses it (`q=0`) nor prefers what is not compressed. */
export function acceptsGzip(acceptEncoding: string | undefined): boolean {
  const weight = weightsIn(acceptEncoding);
  return weight('gzip') > 0 && weight('gzip') >= weight('identity');
}

/** The weight that an `Accept…` header gives a name: 1 unless it says otherwise, 0 where it does not list it. */
function weightsIn(header = ''): (name: string) => number {
  const listed = header.split(',').map((entry) => {
    const [name = '', ...parameters] = entry.split(';').map((part) => part.trim().toLowerCase());
    const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
    return { name, quality: quality === undefined ? 1 : Number(quality) || 0 };
  });
  return (wanted) => Math.max(0, ...listed.filter(({ name }) => name === wanted).map(({ quality }) => quality));
}
