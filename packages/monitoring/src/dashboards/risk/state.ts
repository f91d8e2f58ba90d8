import { COLOUR, steps, words } from '../build/colours.ts';
import type { Section } from '../build/frame.ts';
import { dialPanel, linesPanel, statesPanel, statPanel } from '../build/panels.ts';
import { latest, trend } from '../build/targets.ts';
import { gauge, increase } from '../series.ts';

const SWITCH = words({ 0: ['released: orders go out', COLOUR.good], 1: ['ENGAGED: no new risk', COLOUR.bad] });
const engaged = `max(${gauge('qt_risk_kill_switch_engaged')})`;
const loss = `max(${gauge('qt_risk_daily_loss')})`;
const limit = `max(${gauge('qt_risk_daily_loss_limit')})`;

const ALLOWED = words({ 1: ['yes', COLOUR.good], 0: ['NO', COLOUR.bad] });

const allowed = statPanel({
  title: 'May orders go out?',
  description:
    'Whether an order inside the limits would go out now, over its whole way: API, risk guard, both stores, model and price. No data: no API reports.',
  width: 6,
  height: 5,
  unit: 'none',
  targets: [latest(`max(${gauge('qt_trading_allowed')})`, 'orders')],
})
  .mappings(ALLOWED)
  .noValue('API gone')
  .thresholds(steps(COLOUR.bad, [1, COLOUR.good]));

const killSwitch = statPanel({
  title: 'Kill switch',
  description:
    'Engaged: no order that opens a position goes out; /risk shows who engaged it, when and why. No data: the risk guard is down, and no order goes out either.',
  width: 6,
  height: 5,
  unit: 'none',
  targets: [latest(engaged, 'kill switch')],
})
  .mappings(SWITCH)
  .noValue('risk guard gone')
  .thresholds(steps(COLOUR.good, [1, COLOUR.bad]));

const used = dialPanel({
  title: 'Loss against limit',
  description:
    'Rolling 24 h realised loss as a share of its limit. From 80 %, DailyLossNearLimit fires; at 100 % only orders that reduce a position go out.',
  width: 6,
  height: 5,
  unit: 'percentunit',
  targets: [latest(`${loss} / ${limit}`, 'used')],
})
  .min(0)
  .max(1)
  .decimals(0)
  .thresholds(steps(COLOUR.good, [0.5, COLOUR.notice], [0.8, COLOUR.bad]));

const left = statPanel({
  title: 'Loss left',
  description:
    'Limit minus loss: what is left before trading stops. It also rises as old losses leave the 24 h window.',
  width: 6,
  height: 5,
  unit: 'currencyUSD',
  targets: [latest(`${limit} - ${loss}`, 'left')],
})
  .decimals(2)
  .thresholds(steps(COLOUR.bad, [0, COLOUR.none]));

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
  targets: [trend(loss, 'loss').refId('loss'), trend(limit, 'limit').refId('limit')],
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
  panels: [allowed, killSwitch, used, left, lossTrend, reasons, share, switchTrend],
};
