import type { ComparedModels } from '@qt/contracts';
import { columns } from '@qt/test-kit';

const basisPoints = (fraction: number) => (fraction * 10_000).toFixed(2);
const plain = (value: number) => value.toFixed(5);

/** A comparison for the terminal: each model's result by profile, then by how much they differ. */
export function comparisonText({ first, second, after, profiles, comparison }: ComparedModels): string {
  const rows = profiles.flatMap(({ profile, rows: count, ...results }) =>
    (['first', 'second'] as const).map((which) => {
      const { log_loss, entries, net_return } = results[which];
      const version = which === 'first' ? first : second;
      return [profile, version, String(count), plain(log_loss), String(entries), basisPoints(net_return)];
    }),
  );
  const lines = [`${first} beside ${second}, on candles after ${after}, which neither was trained on`];
  if (rows.length === 0) return `${lines.join('\n')}\nno such candle has a known outcome yet`;
  lines.push(columns([['PROFILE', 'MODEL', 'ROWS', 'LOG LOSS', 'ENTRIES', 'NET RETURN, BP A ROW'], ...rows]));
  if (comparison === null) return `${lines.join('\n')}\ntoo few stretches of two hours for bounds`;
  const bounds = ({ difference, lower, upper }: typeof comparison.log_loss, text: (value: number) => string) =>
    `${text(difference)} (${text(lower)} to ${text(upper)})`;
  return [
    ...lines,
    `difference in log loss   ${bounds(comparison.log_loss, plain)}; below 0 the first predicts better`,
    `difference in net return ${bounds(comparison.net_return, basisPoints)} bp a row; above 0 the first earns more`,
    `bounds at 1 % and 99 %, by the bootstrap over ${comparison.blocks} blocks of two hours, ${comparison.rows} rows`,
  ].join('\n');
}
