import type { Alert } from '../alerts/alert.ts';
import type { Runbook } from '../runbooks/runbook.ts';

const PARTS = ['First minute', 'Causes, most likely first', 'Fix', 'Resolved when', 'Escalate', 'After'];
const OPTIONAL = 'Rehearse';

/** Words that a tired reader stumbles over, and those to write instead. */
const PLAIN: readonly (readonly [RegExp, string])[] = [
  [/\bmend(?:s|ed|ing)?\b/i, 'fix'],
  [/\b(?:is|are|was) told\b/i, 'notified'],
  [/\b(?:well again|sound|ailing)\b/i, 'healthy'],
  [/\bremed(?:y|ies|ied)\b/i, 'fix'],
  [/\bcease[sd]?\b/i, 'stop'],
  [/\bascertain\b/i, 'find out'],
  [/\bheed(?:s|ed)?\b/i, 'follow'],
  [/\bover when\b/i, 'resolved when'],
  [/\bAI Platform team\b/, 'the on-call contact'],
];

/** What closes positions in an order that the guard does not deny. */
const WITH_POSITIONS = '(README.md#with-positions-open)';

/** The problems of a page's parts and words, one per line; `alert` is the one that it is for. */
export function wordProblems(runbook: Runbook, markdown: string, alert: Alert | undefined): string[] {
  const headings = runbook.headings.filter((heading) => heading !== OPTIONAL);
  const prose = markdown.replaceAll(/```[\s\S]*?```|`[^`\n]*`/g, '');
  const engages = /engage (?:the|its) kill switch|close (?:them|the positions|what must be closed)/i.test(prose);
  return [
    ...(headings.join() === PARTS.join()
      ? []
      : [`expected the parts ${PARTS.join(', ')}, actual ${headings.join(', ')}`]),
    ...PLAIN.flatMap(([word, plain]) => {
      const [found] = word.exec(prose) ?? [];
      return found === undefined ? [] : [`expected '${plain}', actual '${found}'`];
    }),
    ...(engages && !markdown.includes(WITH_POSITIONS)
      ? [`expected a link to ${WITH_POSITIONS.slice(1, -1)} where positions are closed, actual none`]
      : []),
    ...(alert === undefined ? [] : causeProblems(markdown, alert)),
  ];
}

/** A page for several conditions says of each `cause` what it means, above or among the causes. */
function causeProblems(markdown: string, { conditions }: Alert): string[] {
  if (conditions.length < 2) return [];
  const causes = markdown.split('## Causes')[1]?.split('\n## ')[0] ?? '';
  return conditions
    .filter(({ cause }) => !causes.includes(`\`${cause}\``))
    .map(({ cause }) => `Causes: expected where \`${cause}\` leads, actual nothing about it`);
}
