import { changing, constant } from '../series/count.ts';
import { ALWAYS, type Life, PATHS, type Path, SCRAPED, targetOf } from '../series/path.ts';
import { metric, type Series, type ValueAt } from '../series/series.ts';
import { foundAgain } from '../series/twice.ts';
import type { Case } from './case.ts';

const END = 1500;
const REPLICAS = [0, 1, 2, 3, 4];
const firstReport = ({ kind, every }: Path) => (kind === 'scraped' ? 0 : every);

function gauge(
  path: Path,
  name: string,
  value: ValueAt,
  lives: readonly Life[] = [[0, Infinity]],
  replica = 0,
): Series {
  return metric({ path, job: 'qt-risk-guard', lives, replica }, name, {}, END, value);
}

function riskGuardDownBy(path: Path): Case[] {
  const alert = 'RiskGuardDown';
  const GONE = [{ cause: 'gone' }];
  const alive = (lives: readonly Life[], replica = 0) =>
    gauge(path, 'qt_risk_kill_switch_engaged', constant(0), lives, replica);
  // With push the last report must first be older than two push intervals and some slack.
  const gone = path.kind === 'scraped' ? 600 : Math.floor(599 / path.every) * path.every + 150;
  return [
    {
      alert,
      name: `a guard that reports is silent, ${path.name}`,
      series: [alive(ALWAYS)],
      expect: [{ silent: [0, END] }],
    },
    {
      alert,
      name: `a guard that dies is silent for just under a minute, then firing, ${path.name}`,
      series: [alive([[-60, 600]])],
      expect: [
        { silent: [0, gone + 45] },
        { at: gone + 60, firing: GONE },
        // Within 1 min if scraped and 6 min if pushed, whatever the rule says of freshness.
        { firing: [path.kind === 'scraped' ? 660 : 960, END] },
      ],
    },
    {
      alert,
      name: `a restart of 45 s is silent, ${path.name}`,
      series: [
        alive([
          [-60, 600],
          [645, Infinity],
        ]),
      ],
      expect: [{ silent: [0, END] }],
    },
    {
      alert,
      name: `a guard that is back is silent with its first report, ${path.name}`,
      series: [
        alive([
          [-60, 600],
          [1080, Infinity],
        ]),
      ],
      expect: [{ at: 1065, firing: GONE }, { silent: [1080 + firstReport(path), END] }],
    },
    {
      alert,
      name: `one of five guards that dies is silent, all five fire as one, ${path.name}`,
      series: REPLICAS.map((n) => alive([[-60, n === 4 ? 600 : 300]], n)),
      expect: [{ silent: [0, gone + 45] }, { at: gone + 60, firing: GONE }],
    },
  ];
}

function killSwitchEngagedBy(path: Path): Case[] {
  const alert = 'KillSwitchEngaged';
  const ENGAGED = [{ cause: 'engaged' }];
  const engaged = (value: ValueAt, replica = 0) => gauge(path, 'qt_risk_kill_switch_engaged', value, ALWAYS, replica);
  return [
    {
      alert,
      name: `an engaged switch fires with the next report and is silent when released, ${path.name}`,
      series: [engaged(changing([0, 0], [600, 1], [1200, 0]))],
      expect: [{ silent: [0, 585] }, { at: 600, firing: ENGAGED }, { firing: [600, 1185] }, { silent: [1200, END] }],
    },
    {
      alert,
      name: `one of five is enough, as one alert, ${path.name}`,
      series: REPLICAS.map((n) => engaged(constant(n === 2 ? 1 : 0), n)),
      expect: [{ at: 0, firing: ENGAGED }],
    },
  ];
}

function dailyLossNearLimitBy(path: Path): Case[] {
  const alert = 'DailyLossNearLimit';
  const { instance } = targetOf(path, 'qt-risk-guard');
  const NEAR = { cause: 'near', instance };
  const loss = (value: ValueAt, limit: number, replica = 0) => [
    gauge(path, 'qt_risk_daily_loss', value, ALWAYS, replica),
    gauge(path, 'qt_risk_daily_loss_limit', constant(limit), ALWAYS, replica),
  ];
  /** Another alert of the guard. */
  const other = (): Series => ({
    series: `ALERTS{alertname="TelemetryTargetDown", alertstate="firing", instance="${instance}"}`,
    values: '1+0x200',
  });
  const exactly = [
    [400, 500],
    [880, 1100],
    [80.08, 100.1],
    [0.24, 0.3],
    [1234.56, 1543.2],
  ] as const;
  return [
    ...exactly.map(([value, limit]) => ({
      alert,
      name: `a loss of ${value} USD of ${limit}, exactly 80 %, fires, ${path.name}`,
      series: loss(constant(value), limit),
      expect: [{ at: 0, firing: [NEAR] }],
    })),
    {
      alert,
      name: `of a guard found twice the higher loss counts, ${path.name}`,
      series: [...loss(constant(400), 500), ...foundAgain(loss(constant(300), 500))],
      expect: [{ at: 0, firing: [NEAR] }],
    },
    {
      alert,
      name: `of a guard found twice the higher limit counts, to fire and to end, ${path.name}`,
      series: [
        ...loss(changing([0, 450], [600, 480], [1200, 400]), 600),
        ...foundAgain(loss(changing([0, 450], [600, 480], [1200, 400]), 500)),
      ],
      expect: [{ silent: [0, 585] }, { at: 660, firing: [NEAR] }, { at: END, firing: [] }],
    },
    {
      alert,
      name: `a loss of a cent less is silent, ${path.name}`,
      series: loss(constant(399.99), 500),
      expect: [{ silent: [0, END] }],
    },
    {
      alert,
      name: `a thousandth of a cent below 80 % of a million is silent, ${path.name}`,
      series: loss(constant(799_999.99), 1_000_000),
      expect: [{ silent: [0, END] }],
    },
    {
      alert,
      name: `a loss fires at once, goes on at exactly 75 %, and is silent below until it is at 80 % again, ${path.name}`,
      series: loss(changing([0, 0], [600, 420], [900, 375], [1200, 374.99], [1260, 399.99], [1440, 400]), 500),
      expect: [
        { silent: [0, 585] },
        { at: 600, firing: [NEAR] },
        { firing: [600, 1185] },
        { silent: [1200, 1425] },
        { at: 1440, firing: [NEAR] },
      ],
    },
    {
      alert,
      name: `a loss that rises from 75 % to just below 80 % is silent, beside one of another guard that fires, ${path.name}`,
      series: [...loss(changing([0, 375], [600, 399.99]), 500), ...loss(constant(450), 500, 1)],
      expect: [{ at: END, firing: [{ ...NEAR, instance: targetOf(path, 'qt-risk-guard', 1).instance }] }],
    },
    {
      alert,
      name: `a loss of 92.55 USD of 123.4, exactly 75 %, goes on firing, ${path.name}`,
      series: loss(changing([0, 100], [600, 92.55]), 123.4),
      expect: [{ firing: [firstReport(path), END] }],
    },
    {
      alert,
      name: `a raised limit ends it with the next report, ${path.name}`,
      series: [
        gauge(path, 'qt_risk_daily_loss', constant(390)),
        gauge(path, 'qt_risk_daily_loss_limit', changing([0, 400], [600, 500])),
        gauge(path, 'qt_risk_daily_loss', constant(390), ALWAYS, 1),
        gauge(path, 'qt_risk_daily_loss_limit', changing([0, 400], [600, 600]), ALWAYS, 1),
      ],
      expect: [
        { at: 585, firing: [NEAR, { ...NEAR, instance: targetOf(path, 'qt-risk-guard', 1).instance }] },
        { at: 600, firing: [NEAR] },
      ],
    },
    {
      alert,
      name: `a loss of 78 % is silent, whatever else fires, ${path.name}`,
      series: [...loss(constant(390), 500), other()],
      expect: [{ silent: [0, END] }],
    },
    {
      alert,
      name: `a restart of the guard of three minutes does not end it, one of six does, ${path.name}`,
      series: [180, 360].flatMap((pause, n) =>
        ['qt_risk_daily_loss', 'qt_risk_daily_loss_limit'].map((name) =>
          gauge(
            path,
            name,
            name.endsWith('limit') ? constant(500) : changing([0, 400], [300, 390]),
            [
              [-60, 600],
              [600 + pause, Infinity],
            ],
            n,
          ),
        ),
      ),
      expect: [{ firing: [firstReport(path), END] }, { at: END, firing: [NEAR] }],
    },
    {
      alert,
      name: `no loss is silent, ${path.name}`,
      series: loss(constant(0), 500),
      expect: [{ silent: [0, END] }],
    },
    {
      alert,
      name: `each of five guards is compared with its own limit, ${path.name}`,
      series: REPLICAS.flatMap((n) => loss(constant(450), n === 3 ? 500 : 1000, n)),
      expect: [{ at: END, firing: [{ ...NEAR, instance: targetOf(path, 'qt-risk-guard', 3).instance }] }],
    },
  ];
}

const annotated: Case[] = [
  {
    alert: 'RiskGuardDown',
    name: 'a guard that never reported fires with all labels',
    series: [],
    expect: [
      {
        at: 60,
        alerts: [
          {
            labels: { severity: 'high', service: 'qt-risk-guard', cause: 'gone' },
            summary: 'The risk guard is down: no order goes out',
            description:
              'The risk guard has sent no metrics for a minute, by scrape or by push. Without its approval no order goes out.',
          },
        ],
      },
    ],
  },
  {
    alert: 'KillSwitchEngaged',
    name: 'an engaged switch fires with all labels',
    series: [gauge(SCRAPED, 'qt_risk_kill_switch_engaged', constant(1))],
    expect: [
      {
        at: 0,
        alerts: [
          {
            labels: { severity: 'high', service: 'qt-risk-guard', cause: 'engaged' },
            summary: 'The kill switch is engaged: no order that opens a position goes out',
            description: 'An operator or QT_KILL_SWITCH has engaged the kill switch; /risk shows who, when and why.',
          },
        ],
      },
    ],
  },
  {
    alert: 'DailyLossNearLimit',
    name: 'a loss fires with its limit and all labels',
    series: [
      gauge(SCRAPED, 'qt_risk_daily_loss', constant(412.5)),
      gauge(SCRAPED, 'qt_risk_daily_loss_limit', constant(500)),
    ],
    expect: [
      {
        at: 0,
        alerts: [
          {
            labels: { severity: 'medium', service: 'qt-risk-guard', cause: 'near', instance: '10.0.0.1:8003' },
            summary: 'The 24 h loss is near its limit',
            description:
              'The realised loss of the last 24 h is 412.50 USD, with a limit of 500.00 USD. At the limit, only orders that reduce a position go out.',
          },
        ],
      },
    ],
  },
];

export const risk: readonly Case[] = [
  ...annotated,
  ...PATHS.flatMap((path) => [...riskGuardDownBy(path), ...killSwitchEngagedBy(path), ...dailyLossNearLimitBy(path)]),
];
