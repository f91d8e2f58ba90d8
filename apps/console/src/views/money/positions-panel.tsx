import type { MoneySection } from '@qt/contracts';
import { ask } from '../../acts/current-act.ts';
import { Money, Quantity } from '../../parts/decimal.tsx';
import { Ago, Instant, Until } from '../../parts/instant.tsx';
import { Nothing, Panel } from '../../parts/panel.tsx';

/** What is held: with its stop, its expiry, and the way out. */
export function PositionsPanel({ positions, prices }: Pick<MoneySection, 'positions' | 'prices'>) {
  return (
    <Panel title="Positions" aside={`${positions.length} open`} class="wide">
      {positions.length === 0 ? (
        <Nothing>Nothing is held.</Nothing>
      ) : (
        <div class="scroll">
          <table>
            <thead>
              <tr>
                <th scope="col">Symbol</th>
                <th scope="col">Profile</th>
                <th scope="col" class="number">
                  Quantity
                </th>
                <th scope="col" class="number">
                  Bought at, USDT
                </th>
                <th scope="col" class="number">
                  Now
                </th>
                <th scope="col" class="number">
                  Stop
                </th>
                <th scope="col" class="number">
                  Held for
                </th>
                <th scope="col" class="number">
                  Expires
                </th>
                <th scope="col">
                  <span class="unseen">Act</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {positions.map((position) => (
                <PositionRow
                  key={`${position.symbol} ${position.profile}`}
                  position={position}
                  price={prices.find(({ symbol }) => symbol === position.symbol)?.price ?? null}
                />
              ))}
            </tbody>
          </table>
        </div>
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
        <button type="button" class="small" onClick={() => ask({ kind: 'close_positions', symbol })}>
          Close {symbol}
        </button>
      </td>
    </tr>
  );
}
