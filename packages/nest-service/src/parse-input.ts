import type { Route } from '@qt/contracts';
import { type Fault, faultsOf, sentence } from './faults.ts';
import { HttpProblem } from './problem.ts';

/** The three parts of a request that a contract describes. */
export interface RawInput {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

/**
 * Parses what a request carries by its contract.
 *
 * @throws HttpProblem 400 `invalid_input` that lists every fault.
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
    throw new HttpProblem(400, 'invalid_input', faults.map(sentence).join('; '), { faults });
  }
  return input;
}
