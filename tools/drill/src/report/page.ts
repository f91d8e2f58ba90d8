import type { Result } from '../run/result.ts';
import { shown } from './table.ts';

interface Run {
  readonly factor: number;
  readonly path: string;
  readonly seconds: number;
}

const HEAD = `# Drills

Each alert, brought about by a real fault on the running system, and back: written by \`npx pnpm@12 drill --write\`. What a
drill is, and how time is scaled: [tools/drill](../tools/drill/README.md).
`;

/** `docs/drills.md`: the stages of each alert, and what was seen while it fired. */
export function page(results: readonly Result[], { factor, path, seconds }: Run): string {
  const passed = results.filter(({ problems }) => problems.length === 0).length;
  const feed = path === 'scrape' ? 'Prometheus scrapes the services' : 'the services push through the Collector';
  return [
    HEAD,
    `This run: ${passed} of ${results.length} drills as expected, at × ${factor}, in ${Math.round(seconds / 60)} min; ${feed}.\n`,
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
    '\n## What was seen while it fired\n',
    markdown([
      ['alert', 'message', 'to', '`/health` said', 'first command of the runbook printed'],
      ...results.map(({ drill, message, health, printed }) => [
        named(drill.alert, drill.cause),
        message?.title ?? '',
        message?.receiver ?? '',
        health,
        shortened(printed),
      ]),
    ]),
    ...failures(results),
  ].join('\n');
}

function failures(results: readonly Result[]): string[] {
  const failed = results.filter(({ problems }) => problems.length > 0);
  if (failed.length === 0) return [''];
  return [
    '\n## Not as expected\n',
    ...failed.map(({ drill, problems }) => `- ${drill.alert}: ${problems.join('; ')}`),
    '',
  ];
}

const named = (alert: string, cause: string | undefined) =>
  `[${alert}](runbooks/${alert}.md)${cause === undefined ? '' : ` (${cause})`}`;

const SHOWN_CHARACTERS = 160;

/** On one line, without the ports of this run. */
function shortened(printed: string): string {
  const line = printed.replaceAll(/\s+/g, ' ').replaceAll(/127\.0\.0\.1:\d+/g, '127.0.0.1:…');
  const text = line.length > SHOWN_CHARACTERS ? `${line.slice(0, SHOWN_CHARACTERS)}…` : line;
  return text === '' ? '' : `\`${text.replaceAll('`', "'")}\``;
}

function markdown(rows: readonly (readonly string[])[]): string {
  const [head = [], ...body] = rows.map((row) => row.map((cell) => cell.replaceAll('|', '\\|')));
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...body.map(line)].join('\n');
}
