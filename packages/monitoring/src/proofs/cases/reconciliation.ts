import { constant, events, steady } from '../series/count.ts';
import { ALWAYS, type Life, PATHS, type Path, SCRAPED } from '../series/path.ts';
import { metric, type Series, type ValueAt } from '../series/series.ts';
import type { Case } from './case.ts';

const END = 2400;
const alert = 'ReconciliationBreak';
const BREAK = { cause: 'facts_disagree' };

function denials(
  path: Path,
  value: ValueAt,
  reason = 'facts_disagree',
  replica = 0,
  lives: readonly Life[] = ALWAYS,
): Series {
  return metric({ path, job: 'qt-risk-guard', lives, replica }, 'qt_risk_denials_total', { reason }, END, value);
}

function breakBy(path: Path): Case[] {
  const report = 600 + path.every;
  return [
    {
      alert,
      about: ['facts_disagree'],
      name: `a single order that disagrees fires with the next report, for 15 minutes, ${path.name}`,
      series: [denials(path, events(601)), denials(path, constant(3), 'price_stale')],
      expect: [
        { silent: [0, report - 15] },
        { at: report, firing: [BREAK] },
        { firing: [report, 1485], causes: ['facts_disagree'] },
        { silent: [1500, END] },
      ],
    },
    {
      alert,
      about: ['facts_disagree'],
      name: `orders denied for other reasons are silent, ${path.name}`,
      series: [denials(path, constant(2)), denials(path, steady(1), 'notional_limit')],
      expect: [{ silent: [0, END] }],
    },
    {
      alert,
      about: ['facts_disagree'],
      name: `it goes on firing through a restart of the guard, ${path.name}`,
      series: [
        denials(path, steady(2), 'facts_disagree', 0, [
          [-60, 1200],
          [1230, Infinity],
        ]),
      ],
      expect: [{ firing: [900, END], causes: ['facts_disagree'] }],
    },
  ];
}

const annotated: Case = {
  alert,
  name: 'orders that disagree fire with their number over both guards and all labels',
  series: [0, 1].map((replica) => denials(SCRAPED, steady(1), 'facts_disagree', replica)),
  expect: [
    {
      at: 1200,
      alerts: [
        {
          labels: { severity: 'high', service: 'qt-risk-guard', cause: 'facts_disagree' },
          summary: 'API and risk guard disagree about cash, positions or models',
          description:
            'The risk guard has denied 120 orders in 15 minutes because the API named another cash or position than the guard has booked, or a model that the registry does not have so. Orders that close a position still go out.',
        },
      ],
    },
  ],
};

const DIFFER = { cause: 'differ' };

/** Rules are evaluated at Unix times from 0 on. */
function differed(path: Path, at: ValueAt, replica = 0): Series {
  const process = { path, job: 'qt-risk-guard', lives: ALWAYS, replica };
  return metric(process, 'qt_risk_books_differed_timestamp_seconds', {}, END, at);
}

function differBy(path: Path): Case[] {
  return [
    {
      alert,
      about: ['differ'],
      name: `books that differed once fire at once, for 15 minutes, ${path.name}`,
      series: [differed(path, (t) => (t < 600 ? undefined : 600))],
      expect: [{ silent: [0, 585] }, { firing: [600, 1485], causes: ['differ'] }, { silent: [1500, END] }],
    },
    {
      alert,
      about: ['differ'],
      name: `books that go on differing go on firing, as one alert of five guards, of which one differed an hour ago, ${path.name}`,
      series: [
        ...[0, 1, 2, 3].map((n) => differed(path, (t) => (n === 2 && t >= 600 ? t : undefined), n)),
        differed(path, constant(-3600), 4),
      ],
      expect: [
        { at: 1200, firing: [DIFFER] },
        { firing: [600, END], causes: ['differ'] },
      ],
    },
  ];
}

const annotatedBooks: Case = {
  alert,
  name: 'books that differ fire with all labels',
  series: [differed(SCRAPED, constant(0))],
  expect: [
    {
      at: 600,
      alerts: [
        {
          labels: { severity: 'high', service: 'qt-risk-guard', cause: 'differ' },
          summary: 'API and risk guard disagree about cash, positions or models',
          description:
            "The books of the risk guard, the API's ledger and the exchange differed in the last 15 minutes: a store was lost or is older, or the exchange has what the ledger lacks. No new risk goes out until they agree; GET /risk says what differs.",
        },
      ],
    },
  ],
};

/** The cases of two books that differ. */
export const reconciliation: readonly Case[] = [
  annotated,
  annotatedBooks,
  ...PATHS.flatMap(breakBy),
  ...PATHS.flatMap(differBy),
];
