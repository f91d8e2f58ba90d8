import { escaped } from './runbook-markdown.ts';

/** A page may load only its own script and style sheet, and read only this API. */
export const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "connect-src 'self'",
  "style-src 'self'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** A page; `contact` is who is on call, if the operator has said so. */
export function runbookPage(title: string, body: string, contact?: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/runbooks/page.css">
</head>
<body>
<nav><a href="/runbooks">All runbooks</a> · <a href="/runbooks#before-the-first-command">Before the first command</a> ·
<a href="/runbooks#with-positions-open">With positions open</a></nav>
<p id="now" role="status" hidden></p>
${contact === undefined ? '' : `<p>On call: <strong>${escaped(contact)}</strong></p>\n`}<main>
${body}</main>
<script src="/runbooks/page.js"></script>
</body>
</html>
`;
}

export const PAGE_STYLES = `:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
body { margin: 0 auto; max-width: 64rem; padding: 1rem; }
pre, code, samp { font-family: ui-monospace, monospace; font-size: 0.9rem; }
pre { margin: 0 6rem 0 0; overflow-wrap: anywhere; padding: 0.75rem; white-space: pre-wrap; }
samp { white-space: pre-wrap; }
.command { border: 1px solid #8888; border-radius: 0.25rem; margin: 0.75rem 0; position: relative; }
.command h4 { font-size: 0.9rem; margin: 0; padding: 0.5rem 0.75rem 0; }
#now { border: 1px solid #8888; border-radius: 0.25rem; padding: 0.5rem 0.75rem; }
.command button { position: absolute; right: 0.5rem; top: 0.5rem; }
.command p { border-top: 1px solid #8888; margin: 0; padding: 0.5rem 0.75rem; }
table { border-collapse: collapse; display: block; margin: 0.75rem 0; overflow-x: auto; }
th, td { border: 1px solid #8888; padding: 0.25rem 0.5rem; text-align: left; }
`;
