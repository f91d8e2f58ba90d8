import type { Result } from '../run/result.ts';
import { seen } from './seen.ts';
import { shown } from './table.ts';

interface Run {
  readonly factor: number;
  readonly path: string;
  readonly seconds: number;
}

const HEAD = `# Drills

Each alert, brought about by a real fault on the running system, and back: written by \`npx pnpm@12 drill --write\`, or with
\`--path otlp\` besides. What a drill is, and how time is scaled: [tools/drill](../tools/drill/README.md).
`;

/** `docs/drills.md`: the stages of each alert, and what was seen while it fired. */
export function page(results: readonly Result[], { factor, path, seconds }: Run): string {
  const passed = results.filter(({ problems, skipped }) => problems.length === 0 && skipped === undefined).length;
  const feed = path === 'scrape' ? 'Prometheus scrapes the services' : 'the services push through the Collector';
  return [
    HEAD,
    `This run: ${passed} of ${results.length} drills as expected, at × ${factor}, in ${Math.round(seconds)} s; ${feed}.\n`,
    '## Stages\n',
    'Seconds since the fault until the alert was pending, fired and reached its receiver; then since the fault was over until the',
    'alert was over in Prometheus and its receiver knew (0 where that came before the end was complete).\n',
    markdown([
      ['alert', 'fault', 'ended by', 'pending', 'firing', 'notified', 'over', 'notified'],
      ...results.map(({ drill, seconds: at }) => [
        named(drill.alert, drill.cause),
        drill.fault,
        drill.end,
        ...(['pending', 'firing', 'notified', 'inactive', 'resolved'] as const).map((stage) => shown(at[stage])),
      ]),
    ]),
    ...notAsExpected(results),
    '\n## What was seen while it fired\n',
    'The first message to come, whose links to the runbook and the dashboard answered; what `/health` said; what the first command',
    'of the runbook printed.\n',
    ...results.filter(({ skipped }) => skipped === undefined).map(seen),
  ].join('\n');
}

function notAsExpected(results: readonly Result[]): string[] {
  const lines = results.flatMap(({ drill, problems, skipped }) => [
    ...problems.map((problem) => `- ${drill.alert}: ${problem}`),
    ...(skipped === undefined ? [] : [`- ${drill.alert} (${drill.fault}): skipped, for want of ${skipped}`]),
  ]);
  return lines.length === 0 ? [] : ['\n## Not as expected\n', ...lines];
}

const named = (alert: string, cause: string | undefined) =>
  `[${alert}](runbooks/${alert}.md)${cause === undefined ? '' : ` (${cause})`}`;

function markdown(rows: readonly (readonly string[])[]): string {
  const [head = [], ...body] = rows.map((row) => row.map((cell) => cell.replaceAll('|', '\\|')));
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...body.map(line)].join('\n');
}
