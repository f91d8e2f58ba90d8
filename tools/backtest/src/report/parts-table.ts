import type { AccountPart, Part, Report } from './report.ts';

const HEADINGS = [
  ['', 'trades', 'won', 'net', 'fees', 'slippage'],
  ['largest drawdown', 'Sharpe', 'Sortino', 'time in market', 'mean exposure', 'at most'],
].flat();

/** The account's parts in HTML: money in USDT, exposure as a share of the account's equity. */
export function partsTable({ all, performance, by_profile, by_symbol, by_exit }: Report): string {
  const rows = [
    rowOf('all', { ...all, performance }),
    ...[by_profile, by_symbol, by_exit].flatMap((parts: Readonly<Record<string, Part | AccountPart>>) =>
      Object.entries(parts).map(([name, part]) => rowOf(name, part)),
    ),
  ];
  return `<table><tr>${HEADINGS.map((heading) => `<th>${heading}</th>`).join('')}</tr>\n${rows.join('\n')}</table>`;
}

function rowOf(name: string, part: Part | AccountPart): string {
  const money = (value: number | string) => Number(value).toFixed(2);
  const share = (value: number | null, digits = 1) => (value === null ? '' : `${(value * 100).toFixed(digits)} %`);
  const ratio = (value: number | null) => (value === null ? 'none' : value.toFixed(2));
  const { trades, win_rate, net, fees, slippage } = part;
  const cells = [name, trades, share(win_rate, 0), money(net), money(fees), money(slippage)];
  if ('performance' in part) {
    const { max_drawdown, sharpe, sortino, time_in_market, mean_exposure_share, max_exposure_share } = part.performance;
    cells.push(money(max_drawdown), ratio(sharpe), ratio(sortino), share(time_in_market));
    cells.push(share(mean_exposure_share, 2), share(max_exposure_share, 2));
  }
  return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
}
