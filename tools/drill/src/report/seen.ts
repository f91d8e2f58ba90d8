import type { Result } from '../run/result.ts';

const SHOWN_LINES = 6;
const SHOWN_CHARACTERS = 110;

/** A section on what was seen while an alert fired. */
export function seen({ drill, message, health, printed }: Result): string {
  const { alert, cause } = drill;
  const parts = [`### ${alert}${cause === undefined ? '' : ` (${cause})`}: ${drill.fault}\n`];
  if (message !== undefined) {
    parts.push(`- ${message.receiver}: **${plain(message.title)}** ${plain(firstLine(message.text))}`);
  }
  if (health !== '') parts.push(`- \`/health\`: ${plain(health)}`);
  parts.push(`- runbook:\n\n${fenced(printed)}\n`);
  return parts.join('\n');
}

const firstLine = (text: string) => (text.split('\n')[0] ?? '').replace(/^\* /, '');

/** Text that Markdown leaves as it is. */
const plain = (text: string) => text.replaceAll(/[*_<>[\]`|]/g, '\\$&');

function fenced(printed: string): string {
  const all = portable(printed).split('\n');
  const lines = all
    .slice(0, SHOWN_LINES)
    .map((line) => (line.length > SHOWN_CHARACTERS ? `${line.slice(0, SHOWN_CHARACTERS)}…` : line).trimEnd());
  const more = all.length > SHOWN_LINES ? ['…'] : [];
  return ['  ```text', ...[...lines, ...more].map((line) => `  ${line}`), '  ```'].join('\n');
}

/** Without the ports and the folder of this run. */
function portable(printed: string): string {
  return printed.replaceAll(/127\.0\.0\.1:\d+/g, '127.0.0.1:…').replaceAll(/\S*\/qt-drill-\w+\/data/g, '$QT_DATA_DIR');
}
