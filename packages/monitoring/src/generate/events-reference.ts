import { DENIAL_REASONS, EVENTS } from '@qt/catalogue';
import type { Artefact } from './artefact.ts';
import { HEADER, table } from './markdown.ts';

/** `docs/generated/log-events.md`: the values of `event` in a log line. */
export function eventsReference(): Artefact {
  const rows = Object.entries(EVENTS).map(([name, spec]) => {
    const except =
      'except' in spec ? `; ${spec.except.level} where \`${spec.except.field}\` is ${spec.except.value}` : '';
    return [`\`${name}\``, `${spec.level}${except}`, spec.description];
  });
  const text = [
    HEADER,
    '# Log events',
    'The value of `event` in a log line. Every line also has `timestamp`, `level`, `message`, `service`, and `request_id`, `symbol`, `profile`, `job_id`, `model_version`, `trace_id`, `span_id` where they apply.',
    table(['event', 'level', 'when'], rows),
  ].join('\n\n');
  return { path: 'docs/generated/log-events.md', text: `${text}\n` };
}

/** `docs/generated/denial-reasons.md`: the closed set behind the metric's `reason` and the API's `error.details.reason`. */
export function denialReasonsReference(): Artefact {
  const text = [
    HEADER,
    '# Denial reasons',
    'The label `reason` of `qt_risk_denials_total`, `reason` of the event `risk.denied` and `error.details.reason` of a 403.',
    DENIAL_REASONS.map((reason) => `- \`${reason}\``).join('\n'),
  ].join('\n\n');
  return { path: 'docs/generated/denial-reasons.md', text: `${text}\n` };
}
