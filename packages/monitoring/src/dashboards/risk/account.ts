import { COLOUR, steps } from '../build/colours.ts';
import type { Section } from '../build/frame.ts';
import { toLogs } from '../build/links.ts';
import { barsPanel, linesPanel, statPanel } from '../build/panels.ts';
import { latest, percentiles, trend } from '../build/targets.ts';
import { LOG_QUERIES } from '../log-queries.ts';
import { gauge, quantile, rate } from '../series.ts';

const equity = linesPanel({
  title: 'Equity',
  description: 'Cash and positions at their last known prices, in USDT. A gap: a position has no price.',
  width: 12,
  height: 8,
  unit: 'currencyUSD',
  targets: [trend(`max(${gauge('qt_account_equity')})`, 'equity')],
});

export const drawdown = statPanel({
  title: 'Drawdown',
  description: 'How far equity is below its highest, as a share of that.',
  width: 6,
  height: 4,
  unit: 'percentunit',
  targets: [latest(`max(${gauge('qt_account_drawdown')})`, 'drawdown')],
})
  .decimals(2)
  .thresholds(steps(COLOUR.none, [0.05, COLOUR.warning], [0.1, COLOUR.bad]));

export const openPositions = statPanel({
  title: 'Open positions',
  description: 'One for each symbol and owner: a profile, or by hand.',
  width: 6,
  height: 4,
  unit: 'none',
  targets: [latest(`max(${gauge('qt_positions_open')})`, 'positions')],
})
  .decimals(0)
  .thresholds(steps(COLOUR.none));

const exposure = linesPanel({
  title: 'Exposure by symbol',
  description: 'Value of the positions in each symbol at its last known price, in USDT.',
  width: 12,
  height: 8,
  unit: 'currencyUSD',
  targets: [trend(`max by (symbol) (${gauge('qt_position_notional')})`, '{{symbol}}')],
});

const realised = linesPanel({
  title: 'Realised profit or loss by profile',
  description: 'Since the account was opened, after fees, in USDT.',
  width: 8,
  height: 8,
  unit: 'currencyUSD',
  targets: [trend(`max by (profile) (${gauge('qt_realised_pnl')})`, '{{profile}}')],
});

const orders = barsPanel({
  title: 'Orders by outcome',
  description: 'Per minute. denied: the reasons are below; unknown: being looked up.',
  width: 8,
  height: 8,
  unit: 'cpm',
  targets: [trend(`60 * sum by (outcome) (${rate('qt_orders_total')})`, '{{outcome}}')],
});

const fills = barsPanel({
  title: 'Fills',
  description: 'Fills booked in the ledger, per minute.',
  width: 8,
  height: 8,
  unit: 'cpm',
  targets: [trend(`60 * sum by (side) (${rate('qt_fills_total')})`, '{{side}}')],
}).dataLinks([toLogs('Fills at this time', LOG_QUERIES.fills)]);

const duration = linesPanel({
  title: 'Order duration p50, p95, p99',
  description: 'From the decision to the final state. Dots are orders whose trace was kept: a click opens it.',
  width: 24,
  height: 7,
  unit: 's',
  targets: percentiles((q) => quantile(q, 'qt_order_duration_seconds')),
});

export const accountSection: Section = {
  title: 'Account',
  panels: [equity, exposure, realised, orders, fills, duration],
};
