import type { Format } from './format.ts';

export const CONTENT_TYPES: Readonly<Record<Format, string>> = {
  text: 'text/plain; version=0.0.4; charset=utf-8',
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
};

/** OpenMetrics when `Accept` prefers it to plain text, else text: as Prometheus asks, and what a browser can show. */
export function formatFor(accept: string | undefined): Format {
  const wanted = (accept ?? '').split(',').map((entry) => {
    const [type = '', ...parameters] = entry.split(';').map((part) => part.trim().toLowerCase());
    const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
    return { type, quality: quality === undefined ? 1 : Number(quality) || 0 };
  });
  const best = (matching: string) =>
    Math.max(0, ...wanted.filter(({ type }) => type === matching).map(({ quality }) => quality));
  const openmetrics = best('application/openmetrics-text');
  return openmetrics > 0 && openmetrics >= best('text/plain') ? 'openmetrics' : 'text';
}
