import { CONSOLE_SPANS, PROVIDER_SPANS, SPAN_FAMILIES, SPANS, type SpanSpec } from '@qt/catalogue';
import type { Artefact } from './artefact.ts';
import { HEADER, table } from './markdown.ts';

/** `docs/generated/spans.md`: what a trace is made of. */
export function spansReference(): Artefact {
  const own = Object.entries<SpanSpec>(SPANS).map(([name, spec]) => [
    `\`${name}\``,
    spec.services.join(', '),
    spec.description,
  ]);
  const families = SPAN_FAMILIES.map(({ name, kind, attribute, description }) => [
    `\`${name}\``,
    kind,
    `\`${attribute}\``,
    description,
  ]);
  const ofConsole = Object.entries(CONSOLE_SPANS).map(([name, description]) => [`\`${name}\``, description]);
  const text = [
    HEADER,
    '# Spans',
    'What the services’ traces are made of. Each has the attributes of the resource, and `error.type` where it failed.',
    table(['span', 'service', 'when'], own),
    '## Of the console, in a browser',
    'By `qt-console`, handed on by the API. Its calls of the API are client spans, as below.',
    table(['span', 'when'], ofConsole),
    '## Named after what they call',
    table(['span', 'kind', 'has the attribute', 'when'], families),
    `An attempt at a provider is a client span with the attribute \`qt.provider\`: ${PROVIDER_SPANS.map((name) => `\`${name}\``).join(', ')}.`,
  ].join('\n\n');
  return { path: 'docs/generated/spans.md', text: `${text}\n` };
}
