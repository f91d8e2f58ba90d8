import { useSignal } from '@preact/signals';
import type { MoneySection } from '@qt/contracts';
import { useMemo } from 'preact/hooks';
import { useFetched } from '../../api/use-fetched.ts';
import { Chart, type ChartSeries } from '../../parts/chart.tsx';
import { Fetched } from '../../parts/fetched.tsx';
import { Panel } from '../../parts/panel.tsx';
import { marksOf } from './price-marks.ts';

interface Candles {
  readonly items: readonly { readonly open_time: string; readonly close: string }[];
}

const SHOWN_MINUTES = '240';

/** A symbol's closes of four hours, with what was bought and sold, and the stops of what is held. */
export function PricePanel({ prices, fills, positions }: MoneySection) {
  const chosen = useSignal<string | undefined>(undefined);
  const symbol = chosen.value ?? positions[0]?.symbol ?? prices[0]?.symbol;
  if (symbol === undefined) return null;
  return (
    <Panel
      title="Price"
      class="two"
      aside={
        <label>
          <span class="unseen">Symbol of the chart</span>
          <select
            value={symbol}
            onChange={({ currentTarget }) => {
              chosen.value = currentTarget.value;
            }}
          >
            {prices.map(({ symbol: each }) => (
              <option key={each}>{each}</option>
            ))}
          </select>
        </label>
      }
    >
      <Candled
        symbol={symbol}
        fills={fills}
        stops={positions.filter((each) => each.symbol === symbol).map(({ stop_price }) => stop_price)}
        observed={prices.find((each) => each.symbol === symbol)?.observed_at?.slice(0, 16) ?? ''}
      />
    </Panel>
  );
}

interface CandledProps extends Pick<MoneySection, 'fills'> {
  readonly symbol: string;
  readonly stops: readonly (string | null)[];
  /** The minute of the newest price: another one asks again. */
  readonly observed: string;
}

function Candled({ symbol, fills, stops, observed }: CandledProps) {
  const answer = useFetched<Candles>(`/api/candles/${symbol}?interval=1m&limit=${SHOWN_MINUTES}`, observed);
  return <Fetched answer={answer}>{({ items }) => <Prices {...{ symbol, fills, stops, items }} />}</Fetched>;
}

function Prices({ symbol, fills, stops, items }: Omit<CandledProps, 'observed'> & Candles) {
  const held = stops.filter((stop): stop is string => stop !== null).join(' ');
  const times = useMemo(() => items.map(({ open_time }) => Date.parse(open_time) / 1000), [items]);
  const series = useMemo((): ChartSeries[] => {
    const own = fills.filter((fill) => fill.symbol === symbol);
    return [
      { label: symbol, colour: '--link', values: items.map(({ close }) => Number(close)) },
      { label: 'Bought', colour: '--ok', values: marksOf(times, own, 'buy'), as: 'marks' },
      { label: 'Sold', colour: '--bad', values: marksOf(times, own, 'sell'), as: 'marks' },
      ...(held === '' ? [] : held.split(' ')).map((stop, at) => ({
        label: at === 0 ? 'Stop' : `Stop ${at + 1}`,
        colour: '--warn' as const,
        values: times.map(() => Number(stop)),
        as: 'dashes' as const,
      })),
    ];
  }, [symbol, fills, items, times, held]);
  return (
    <Chart label={`${symbol} in USDT over four hours, with entries, exits and stops`} times={times} series={series} />
  );
}
