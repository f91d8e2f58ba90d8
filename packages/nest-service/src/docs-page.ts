import { statusesOf } from '@qt/contracts';
import type { ServiceDescription } from './service-description.ts';
import { telemetryName } from './service-environment.ts';

/** The contract as one page that needs nothing else: no script, no style sheet, readable by curl. */
export function docsPage(service: ServiceDescription): string {
  const name = telemetryName(service.id);
  const rows = service.routes.map((route) => {
    const statuses = statusesOf(route).filter((status) => status !== 499);
    const cells = [`<code>${route.method} ${route.path}</code>`, route.summary, route.access, statuses.join(' ')];
    return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
  });
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${name}</title>
<style>body{font:16px/1.5 system-ui;margin:2rem;color-scheme:light dark}td,th{padding:.3rem 1rem .3rem 0;text-align:left;vertical-align:top}</style>
</head><body><h1>${name} ${service.version}</h1>
<p>Schemas of every request and answer: <a href="/openapi.json">/openapi.json</a>. Failures are
<code>{"error": {"code", "message", "request_id", "details?"}}</code>.</p>
<table><tr><th>Route</th><th>What it does</th><th>Who may call</th><th>Answers</th></tr>
${rows.join('\n')}
</table></body></html>
`;
}
