import type { ServiceDescription } from '../service-description.ts';
import { telemetryName } from '../service-environment.ts';

/** The page may load only its own files and call only its own service. Swagger UI uses inline styles. */
export const DOCS_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Starts Swagger UI on the service's contract. A separate file, because the content security policy forbids inline scripts. */
export const DOCS_SCRIPT = `SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#page',
  deepLinking: true,
  tryItOutEnabled: true,
  displayRequestDuration: true,
  defaultModelsExpandDepth: 0,
  validatorUrl: null,
});
`;

/** The service's API page: Swagger UI, or a list of the routes where no script runs. */
export function docsPage({ id, version, routes }: ServiceDescription): string {
  const name = telemetryName(id);
  const list = Object.values(routes).map(({ method, path, summary }) => `<li>${method} ${path}: ${summary}</li>`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${name} API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<div id="page"></div>
<noscript><h1>${name} ${version}</h1><p>The contract: <a href="/openapi.json">/openapi.json</a></p><ul>
${list.join('\n')}
</ul></noscript>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
`;
}
