import type { MoneySection, Performance } from '@qt/contracts';
import { useMemo } from 'preact/hooks';
import { percent } from '../../format/words.ts';
import { Chart, type ChartSeries } from '../../parts/chart.tsx';
import { Money, Profit } from '../../parts/decimal.tsx';
import { Nothing, Panel } from '../../parts/panel.tsx';
import { equityCurve } from './drawdown.ts';

/** What the account is worth and has earned. */
export function AccountPanel({ account }: Pick<MoneySection, 'account'>) {
  return (
    <Panel title="Account">
      <dl class="facts">
        <dt>Equity</dt>
        <dd class="number">
          {account.equity === null ? (
            'unknown: a position has no price'
          ) : (
            <Money value={account.equity} unit={account.currency} />
          )}
        </dd>
        <dt>Cash</dt>
        <dd class="number">
          <Money value={account.cash} unit={account.currency} />
        </dd>
        <dt>Realised</dt>
        <dd class="number">
          <Profit value={account.realised_pnl} unit={account.currency} />
        </dd>
        <dt>Fees</dt>
        <dd class="number">
          <Money value={account.fees} unit={account.currency} />
        </dd>
      </dl>
    </Panel>
  );
}

/** Equity over time and how far it fell from its height. */
export function EquityPanel({ performance }: { readonly performance: Performance }) {
  const { times, values, drawdown } = useMemo(() => equityCurve(performance), [performance]);
  const equity = useMemo((): ChartSeries[] => [{ label: 'Equity', colour: '--link', values }], [values]);
  const fall = useMemo((): ChartSeries[] => [{ label: 'Drawdown', colour: '--bad', values: drawdown }], [drawdown]);
  const { risk } = performance;
  return (
    <Panel
      title="Equity and drawdown"
      aside={
        <>
          largest drawdown <Money value={risk.max_drawdown} unit="USDT" />, {percent(risk.max_drawdown_share)}
        </>
      }
      class="two"
    >
      {times.length < 2 ? (
        <Nothing>The first scans have not been recorded yet: one a minute.</Nothing>
      ) : (
        <>
          <Chart label="Equity in USDT over time" times={times} series={equity} />
          <Chart label="Drawdown in USDT over time" times={times} series={fall} height={120} />
        </>
      )}
    </Panel>
  );
}
