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
      name: `a single order that disagrees fires with the next report, for 15 minutes, ${path.name}`,
      series: [denials(path, events(601)), denials(path, constant(3), 'price_stale')],
      expect: [
        { silent: [0, report - 15] },
        { at: report, firing: [BREAK] },
        { firing: [report, 1485] },
        { silent: [1500, END] },
      ],
    },
    {
      alert,
      name: `orders denied for other reasons are silent, ${path.name}`,
      series: [denials(path, constant(2)), denials(path, steady(1), 'notional_limit')],
      expect: [{ silent: [0, END] }],
    },
    {
      alert,
      name: `it goes on firing through a restart of the guard, ${path.name}`,
      series: [
        denials(path, steady(2), 'facts_disagree', 0, [
          [-60, 1200],
          [1230, Infinity],
        ]),
      ],
      expect: [{ firing: [900, END] }],
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
          summary: 'API and risk guard disagree about cash or positions',
          description:
            'The risk guard has denied 120 orders in 15 minutes because the API named another cash or position than the guard has booked: one of the two books is wrong. Orders that close a position still go out.',
        },
      ],
    },
  ],
};

/** The cases of two books that differ. */
export const reconciliation: readonly Case[] = [annotated, ...PATHS.flatMap(breakBy)];
