import type { MoneySection } from '@qt/contracts';
import { ActButton } from '../../acts/act-button.tsx';
import { Money, Quantity } from '../../parts/decimal.tsx';
import { Ago, Instant, Until } from '../../parts/instant.tsx';
import { Nothing, Panel } from '../../parts/panel.tsx';
import { Table } from '../../parts/table.tsx';

/** What is held: with its stop, its expiry, and the way out. */
export function PositionsPanel({ positions, prices }: Pick<MoneySection, 'positions' | 'prices'>) {
  return (
    <Panel title="Positions" aside={`${positions.length} open`} class="wide">
      {positions.length === 0 ? (
        <Nothing>Nothing is held.</Nothing>
      ) : (
        <Table
          columns={[
            'Symbol',
            'Profile',
            { number: 'Quantity' },
            { number: 'Bought at, USDT' },
            { number: 'Now' },
            { number: 'Stop' },
            { number: 'Held for' },
            { number: 'Expires' },
            { unseen: 'Act' },
          ]}
        >
          {positions.map((position) => (
            <PositionRow
              key={`${position.symbol} ${position.profile}`}
              position={position}
              price={prices.find(({ symbol }) => symbol === position.symbol)?.price ?? null}
            />
          ))}
        </Table>
      )}
    </Panel>
  );
}

interface PositionRowProps {
  readonly position: MoneySection['positions'][number];
  readonly price: string | null;
}

function PositionRow({ position, price }: PositionRowProps) {
  const { symbol, profile, quantity, average_price, opened_at, stop_price, expires_at, flags } = position;
  return (
    <tr>
      <th scope="row">{symbol}</th>
      <td>
        {profile ?? 'by hand'}
        {flags.includes('instrument_unavailable') ? (
          <span class="note"> the exchange does not trade it now</span>
        ) : null}
      </td>
      <td class="number">
        <Quantity value={quantity} />
      </td>
      <td class="number">
        <Money value={average_price} />
      </td>
      <td class="number">{price === null ? '–' : <Money value={price} />}</td>
      <td class="number">{stop_price === null ? 'none' : <Money value={stop_price} />}</td>
      <td class="number">
        <Ago at={opened_at} />
      </td>
      <td class="number">
        {expires_at === null ? (
          'never'
        ) : (
          <>
            <Until at={expires_at} />, <Instant at={expires_at} />
          </>
        )}
      </td>
      <td class="act">
        <ActButton class="small" act={{ kind: 'close_positions', symbol }}>
          Close {symbol}
        </ActButton>
      </td>
    </tr>
  );
}
