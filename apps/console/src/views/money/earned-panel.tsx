import type { Performance } from '@qt/contracts';
import { percent } from '../../format/words.ts';
import { Money, Profit } from '../../parts/decimal.tsx';
import { Nothing, Panel } from '../../parts/panel.tsx';
import { Table } from '../../parts/table.tsx';

/** What each profile and symbol earned since the account was opened, after fees and slippage. */
export function EarnedPanel({ performance }: { readonly performance: Performance }) {
  const rows = [
    ...performance.by_profile.map((each) => ({ name: each.profile, ...each })),
    ...performance.by_symbol.map((each) => ({ name: each.symbol, ...each })),
  ];
  return (
    <Panel
      title="Earned"
      aside={
        <>
          net <Profit value={performance.net} unit="USDT" />
        </>
      }
      class="two"
    >
      {rows.length === 0 ? (
        <Nothing>Nothing has been traded.</Nothing>
      ) : (
        <Table
          columns={[
            'Profile or symbol',
            { number: 'Net' },
            { number: 'Realised' },
            { number: 'Open' },
            { number: 'Fees' },
            { number: 'Trades' },
            { number: 'Won' },
          ]}
        >
          {rows.map(({ name, net, realised, unrealised, fees, trades, win_rate }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td class="number">
                <Profit value={net} />
              </td>
              <td class="number">
                <Profit value={realised} />
              </td>
              <td class="number">
                <Profit value={unrealised} />
              </td>
              <td class="number">
                <Money value={fees} />
              </td>
              <td class="number">{trades}</td>
              <td class="number">{win_rate === null ? '–' : percent(win_rate)}</td>
            </tr>
          ))}
        </Table>
      )}
    </Panel>
  );
}
