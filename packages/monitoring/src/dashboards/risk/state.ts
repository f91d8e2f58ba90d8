import { TRADING_STATES } from '@qt/catalogue';
import { loss, lossLimit } from '../at-a-glance/trading.ts';
import { COLOUR, steps, words } from '../build/colours.ts';
import type { Section } from '../build/frame.ts';
import { linesPanel, namesPanel, statesPanel, statPanel } from '../build/panels.ts';
import { latest, trend } from '../build/targets.ts';
import { gauge, increase } from '../series.ts';

const SWITCH = words({ 0: ['released: orders go out', COLOUR.good], 1: ['ENGAGED: no new risk', COLOUR.bad] });
const engaged = `max(${gauge('qt_risk_kill_switch_engaged')})`;

export const killSwitch = statPanel({
  title: 'Kill switch',
  description:
    'Engaged: no order that opens a position goes out; /risk shows who engaged it, when and why. No data: the risk guard is down, and no order goes out either.',
  width: 6,
  height: 4,
  unit: 'none',
  targets: [latest(engaged, 'kill switch')],
})
  .mappings(SWITCH)
  .noValue('risk guard gone')
  .thresholds(steps(COLOUR.good, [1, COLOUR.bad]));

export const left = statPanel({
  title: 'Loss left',
  description:
    'Limit minus loss: what is left before trading stops. It also rises as old losses leave the 24 h window.',
  width: 6,
  height: 4,
  unit: 'currencyUSD',
  targets: [latest(`${lossLimit} - ${loss}`, 'left')],
})
  .decimals(2)
  .thresholds(steps(COLOUR.bad, [0, COLOUR.none]));

/** Its rank is the colour. */
const inForce = TRADING_STATES.map(
  (state, rank) => `${rank} * (max by (state) (${gauge('qt_risk_trading_state', { state: `="${state}"` })}) == 1)`,
);

export const tradingState = namesPanel({
  title: 'Trading state',
  description:
    'As an operator set it. reducing and halted: only orders that reduce a position go out. The kill switch is separate.',
  width: 6,
  height: 4,
  targets: [latest(inForce.join(' or '), '{{state}}')],
})
  .noValue('risk guard gone')
  .thresholds(steps(COLOUR.good, [1, COLOUR.warning], [2, COLOUR.bad]));

const denied = `sum(${increase('qt_risk_decisions_total', { decision: '="denied"' })})`;
const share = statPanel({
  title: 'Orders denied',
  description: 'Share of the orders decided in the time range. The reasons are below.',
  width: 4,
  height: 8,
  unit: 'percentunit',
  targets: [latest(`${denied} / (sum(${increase('qt_risk_decisions_total')}) > 0)`, 'denied')],
})
  .decimals(0)
  .noValue('no orders')
  .thresholds(steps(COLOUR.none, [0.5, COLOUR.warning]));

const lossTrend = linesPanel({
  title: '24 h realised loss and its limit',
  description: 'In USD, net of profits, after fees. It falls as losses leave the window and as profits are made.',
  width: 10,
  height: 8,
  unit: 'currencyUSD',
  targets: [trend(loss, 'loss').refId('loss'), trend(lossLimit, 'limit').refId('limit')],
}).overrideByQuery('limit', [
  { id: 'custom.lineStyle', value: { fill: 'dash', dash: [10, 10] } },
  { id: 'custom.fillOpacity', value: 0 },
  { id: 'color', value: { mode: 'fixed', fixedColor: COLOUR.bad } },
]);

const BLOCKED = words({ 0: ['no', COLOUR.none], 1: ['blocks', COLOUR.bad] });
const reasons = statesPanel({
  title: 'What keeps orders back',
  description: 'One row for each reason; /health has the details and since when. A gap: no API reported.',
  width: 10,
  height: 8,
  targets: [trend(`max by (reason) (${gauge('qt_trading_blocked')})`, '{{reason}}')],
})
  .mappings(BLOCKED)
  .thresholds(steps(COLOUR.none, [1, COLOUR.bad]));

const switchTrend = statesPanel({
  title: 'Kill switch over time',
  description: 'A gap: the risk guard did not report.',
  width: 24,
  height: 4,
  targets: [trend(engaged, 'kill switch')],
})
  .mappings(SWITCH)
  .thresholds(steps(COLOUR.good, [1, COLOUR.bad]));

export const stateSection: Section = {
  title: 'Trading state',
  panels: [lossTrend, reasons, share, switchTrend],
};
