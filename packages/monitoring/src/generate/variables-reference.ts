import { EVERY_SERVICE, VARIABLES, type Variable } from '../configuration/index.ts';
import type { Artefact } from './artefact.ts';
import { HEADER, table } from './markdown.ts';

/** `docs/generated/environment-variables.md`: every variable with its default, its unit and who reads it. */
export function variablesReference(): Artefact {
  const text = [
    HEADER,
    '# Environment variables',
    'How to set them, and what happens when one is invalid: [configuration](../configuration.md). All of OpenTelemetry: [its own page](../opentelemetry.md).',
    ...VARIABLES.flatMap(({ title, variables }) => [
      `## ${title}`,
      table(['variable', 'default', 'unit', 'meaning', 'read by'], variables.map(row)),
    ]),
  ].join('\n\n');
  return { path: 'docs/generated/environment-variables.md', text: `${text}\n` };
}

function row(variable: Variable): string[] {
  const { name, unit = '', meaning } = variable;
  const fallback = variable.default === null ? 'unset' : `\`${variable.default}\``;
  return [`\`${name}\``, fallback, unit, meaning, readers(variable)];
}

function readers({ readBy }: Variable): string {
  const every = EVERY_SERVICE.every((service) => readBy.includes(service));
  const others = readBy.filter((reader) => !every || !EVERY_SERVICE.some((service) => service === reader));
  return [...(every ? ['every service'] : []), ...others].join(', ');
}
