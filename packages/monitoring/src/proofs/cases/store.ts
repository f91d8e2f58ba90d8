import { changing, constant } from '../series/count.ts';
import { ALWAYS, PATHS, type Path, SCRAPED } from '../series/path.ts';
import { metric, type Series, type ValueAt } from '../series/series.ts';
import type { Case } from './case.ts';

const END = 1500;
const alert = 'StoreUnavailable';
const DENYING = [{ cause: 'risk_guard' }];

function denying(path: Path, reason: string, value: ValueAt, replica = 0): Series {
  const process = { path, job: 'qt-risk-guard', lives: ALWAYS, replica };
  return metric(process, 'qt_risk_denying', { reason }, END, value);
}

function storeUnavailableBy(path: Path): Case[] {
  return [
    {
      alert,
      name: `a store that takes no write fires after a minute, and is silent when it takes one, ${path.name}`,
      series: [denying(path, 'store_unavailable', changing([0, 0], [600, 1], [1200, 0]))],
      expect: [{ silent: [0, 645] }, { at: 660, firing: DENYING }, { firing: [660, 1185] }, { silent: [1200, END] }],
    },
    {
      alert,
      name: `other reasons that deny orders are silent here, ${path.name}`,
      series: [
        denying(path, 'store_unavailable', constant(0)),
        denying(path, 'kill_switch', constant(1)),
        denying(path, 'cooldown', constant(1)),
      ],
      expect: [{ silent: [0, END] }],
    },
    {
      alert,
      name: `one of five guards is enough, as one alert, ${path.name}`,
      series: [0, 1, 2, 3, 4].map((n) => denying(path, 'store_unavailable', constant(n === 2 ? 1 : 0), n)),
      expect: [{ at: 300, firing: DENYING }],
    },
  ];
}

const annotated: Case = {
  alert,
  name: 'a store that takes no write fires with all labels',
  series: [denying(SCRAPED, 'store_unavailable', constant(1))],
  expect: [
    {
      at: 60,
      alerts: [
        {
          labels: { severity: 'high', service: 'qt-risk-guard', cause: 'risk_guard' },
          summary: 'The store of the risk guard takes no write: no order goes out',
          description:
            'The store of the risk guard has accepted no write for a minute, so every order is denied; GET /risk shows the reason.',
        },
      ],
    },
  ],
};

/** The cases of stores. */
export const store: readonly Case[] = [annotated, ...PATHS.flatMap(storeUnavailableBy)];
