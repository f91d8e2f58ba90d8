import { changing, constant } from '../series/count.ts';
import { ALWAYS, PATHS, type Path, SCRAPED } from '../series/path.ts';
import { metric, type Series, type ValueAt } from '../series/series.ts';
import type { Case } from './case.ts';

const END = 1500;

const allowed = (path: Path, value: ValueAt, replica = 0): Series =>
  metric({ path, job: 'qt-api', lives: ALWAYS, replica }, 'qt_trading_allowed', {}, END, value);
const blocked = (path: Path, reason: string, value: ValueAt, replica = 0): Series =>
  metric({ path, job: 'qt-api', lives: ALWAYS, replica }, 'qt_trading_blocked', { reason }, END, value);
const killSwitch = (path: Path, value: ValueAt, replica = 0): Series =>
  metric({ path, job: 'qt-risk-guard', lives: ALWAYS, replica }, 'qt_risk_kill_switch_engaged', {}, END, value);

function tradingHaltedBy(path: Path): Case[] {
  const alert = 'TradingHalted';
  const BLOCKED = [{ cause: 'blocked' }];
  const halted = changing([0, 1], [600, 0], [1200, 1]);
  return [
    {
      alert,
      name: `orders that may not go out fire after a minute, and are silent when they may, ${path.name}`,
      series: [allowed(path, halted), killSwitch(path, constant(0))],
      expect: [{ silent: [0, 645] }, { at: 660, firing: BLOCKED }, { firing: [660, 1185] }, { silent: [1200, END] }],
    },
    {
      alert,
      name: `an engaged kill switch is silent here, on one of two guards too, ${path.name}`,
      series: [allowed(path, halted), killSwitch(path, constant(0)), killSwitch(path, constant(1), 1)],
      expect: [{ silent: [0, END] }],
    },
    {
      alert,
      name: `without a risk guard it fires, ${path.name}`,
      series: [allowed(path, halted)],
      expect: [{ at: 900, firing: BLOCKED }],
    },
    {
      alert,
      name: `of five replicas one that may place orders is enough, ${path.name}`,
      series: [0, 1, 2, 3, 4].map((n) => allowed(path, constant(n === 3 ? 1 : 0), n)),
      expect: [{ silent: [0, END] }],
    },
  ];
}

function modelExpiredBy(path: Path): Case[] {
  const alert = 'ModelExpired';
  const EXPIRED = [{ cause: 'expired' }];
  return [
    {
      alert,
      name: `a model that expires fires after a minute, and is silent with the next one, ${path.name}`,
      series: [blocked(path, 'model_expired', changing([0, 0], [600, 1], [1200, 0]))],
      expect: [{ silent: [0, 645] }, { at: 660, firing: EXPIRED }, { firing: [660, 1185] }, { silent: [1200, END] }],
    },
    {
      alert,
      name: `other reasons, and a replica that has not yet loaded the next model, are silent, ${path.name}`,
      series: [
        blocked(path, 'model_expired', constant(1)),
        blocked(path, 'model_expired', constant(0), 1),
        blocked(path, 'price_unavailable', constant(1)),
      ],
      expect: [{ silent: [0, END] }],
    },
    {
      alert,
      name: `a model that expired on every replica fires as one, whatever else is fine, ${path.name}`,
      series: [
        ...[0, 1, 2].map((n) => blocked(path, 'model_expired', constant(1), n)),
        blocked(path, 'price_unavailable', constant(0)),
      ],
      expect: [{ at: 300, firing: EXPIRED }],
    },
  ];
}

const annotated: Case[] = [
  {
    alert: 'TradingHalted',
    name: 'orders that may not go out fire with the reason and all labels',
    series: [
      allowed(SCRAPED, constant(0)),
      blocked(SCRAPED, 'price_unavailable', constant(1)),
      blocked(SCRAPED, 'cooldown', constant(0)),
      metric(
        { path: SCRAPED, job: 'qt-api', lives: ALWAYS },
        'qt_provider_circuit_open',
        { provider: 'coingecko' },
        END,
        constant(1),
      ),
    ],
    expect: [
      {
        at: 60,
        alerts: [
          {
            labels: { severity: 'high', service: 'qt-api', cause: 'blocked' },
            summary: 'No signal opens a position',
            description:
              'For a minute no signal could have opened a position: price_unavailable. Provider that is paused: coingecko.',
          },
        ],
      },
    ],
  },
  {
    alert: 'ModelExpired',
    name: 'a model that expired fires with its age and all labels',
    series: [
      blocked(SCRAPED, 'model_expired', constant(1)),
      metric(
        { path: SCRAPED, job: 'qt-api', lives: ALWAYS },
        'qt_model_trained_timestamp_seconds',
        {},
        END,
        constant(-172_800),
      ),
    ],
    expect: [
      {
        at: 60,
        alerts: [
          {
            labels: { severity: 'high', service: 'qt-api', cause: 'expired' },
            summary: 'The model is too old: no signal opens a position',
            description: 'The current model was trained 2d 0h 1m 0s ago, longer than QT_MODEL_MAX_AGE_HOURS allows.',
          },
        ],
      },
    ],
  },
];

/** The cases of whether orders may go out. */
export const trading: readonly Case[] = [
  ...annotated,
  ...PATHS.flatMap((path) => [...tradingHaltedBy(path), ...modelExpiredBy(path)]),
];
