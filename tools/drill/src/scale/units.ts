/**
 * What becomes of a quantity when time runs faster: a `span` of time shrinks, a `rate` per second grows, an `instant` of
 * the clock and what is `plain` (counts, shares, money, and what the machine itself takes) stay.
 */
export type Unit = 'plain' | 'span' | 'rate' | 'instant';

/** Seconds of the schedule in the catalogue; every other metric in seconds measures the machine, which stays as fast as it is. */
const SPANS: ReadonlySet<string> = new Set(['qt_scheduler_job_interval_seconds']);

/** The unit of a series by its name; `recorded` has those of recording rules. */
export function unitOfMetric(name: string, recorded: ReadonlyMap<string, Unit>): Unit {
  if (name.endsWith('_timestamp_seconds')) return 'instant';
  return SPANS.has(name) ? 'span' : (recorded.get(name) ?? 'plain');
}

const POWER: Readonly<Record<Exclude<Unit, 'instant'>, number>> = { plain: 0, span: 1, rate: -1 };

/** The unit of a product, or with `sign` -1 of a quotient. @throws Error where that is none of ours */
export function product(left: Unit, right: Unit, sign: 1 | -1): Unit {
  if (left !== 'instant' && right !== 'instant') {
    const power = POWER[left] + sign * POWER[right];
    for (const unit of ['plain', 'span', 'rate'] as const) if (POWER[unit] === power) return unit;
  }
  throw new Error(`expected a product of plain numbers, spans and rates, actual ${left} and ${right}`);
}

/** The unit of a sum, or with `sign` -1 of a difference. @throws Error for what cannot be added */
export function sum(left: Unit, right: Unit, sign: 1 | -1): Unit {
  if (left === 'instant' && right === 'instant' && sign === -1) return 'span';
  if (left === 'instant' && right === 'span') return 'instant';
  if (left === right && left !== 'instant') return left;
  throw new Error(`expected two of one unit to add, actual ${left} and ${right}`);
}
