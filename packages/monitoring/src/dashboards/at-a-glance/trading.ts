import { COLOUR, steps } from '../build/colours.ts';
import { dialPanel, namesPanel } from '../build/panels.ts';
import { latest } from '../build/targets.ts';
import { gauge, named } from '../series.ts';

const allowed = `max(${gauge('qt_trading_allowed')})`;
const blocked = `max by (reason) (${gauge('qt_trading_blocked')}) == 1`;
/** 0 and "yes", else 1 and each reason; one replica that may is enough. */
const verdict = [
  named('reason', 'yes', `0 * (${allowed} == 1)`),
  `((${blocked}) unless on () (${allowed} == 1))`,
  named('reason', 'no', `1 + (${allowed} == 0) unless on () (${blocked})`),
].join(' or ');

/** Yes, or what prevents it. */
export const mayOrdersGoOut = () =>
  namesPanel({
    title: 'May orders go out?',
    description:
      'Whether an order inside the limits would go out now, over its whole way: API, risk guard, both stores, model and price. If not: the reason; /health has the details and since when. No data: no API reports.',
    width: 6,
    height: 4,
    targets: [latest(verdict, '{{reason}}')],
  })
    .noValue('API gone')
    .thresholds(steps(COLOUR.good, [1, COLOUR.bad]));

export const loss = `max(${gauge('qt_risk_daily_loss')})`;
export const lossLimit = `max(${gauge('qt_risk_daily_loss_limit')})`;

/** The share of the daily loss limit that is used up. */
export const lossAgainstLimit = () =>
  dialPanel({
    title: 'Loss against limit',
    description:
      'Rolling 24 h realised loss as a share of its limit. From 80 %, DailyLossNearLimit fires; at 100 % only orders that reduce a position go out.',
    width: 6,
    height: 4,
    unit: 'percentunit',
    targets: [latest(`${loss} / ${lossLimit}`, 'used')],
  })
    .min(0)
    .max(1)
    .decimals(0)
    .noValue('risk guard gone')
    .thresholds(steps(COLOUR.good, [0.5, COLOUR.notice], [0.8, COLOUR.bad]));
