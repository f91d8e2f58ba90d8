import type { Route } from '@qt/contracts';
import { type Fault, faultsOf, sentence } from './faults.ts';
import { HttpProblem } from './problem.ts';

const MOST_FAULTS = 20;
const LONGEST_FIELD = 100;

/** The three parts of a request that a contract describes. */
export interface RawInput {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

/**
 * Parses what a request carries by its contract.
 *
 * @throws HttpProblem 400 `invalid_input` that lists the faults, up to `MOST_FAULTS`: an answer is no larger for a larger
 * request.
 */
export function parseInput(route: Route, raw: RawInput): RawInput {
  const faults: Fault[] = [];
  const parse = (part: 'params' | 'query' | 'body') => {
    const schema = route[part];
    if (schema === undefined) return undefined;
    const parsed = schema.safeParse(raw[part]);
    if (!parsed.success) faults.push(...faultsOf(parsed.error.issues, raw[part], ''));
    return parsed.data;
  };
  const input = { params: parse('params'), query: parse('query'), body: parse('body') };
  if (faults.length > 0) {
    const shown = faults.slice(0, MOST_FAULTS).map((fault) => ({ ...fault, field: short(fault.field) }));
    const more = faults.length > MOST_FAULTS ? `; and ${faults.length - MOST_FAULTS} more` : '';
    throw new HttpProblem(400, 'invalid_input', shown.map(sentence).join('; ') + more, { faults: shown });
  }
  return input;
}

function short(field: string): string {
  return field.length > LONGEST_FIELD ? `${field.slice(0, LONGEST_FIELD)}…` : field;
}
