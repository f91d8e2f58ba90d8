import type { z } from 'zod';

/** One thing wrong with an input: `QT_MAX_DAILY_LOSS: expected a number above 0, actual 'abc'`. */
export interface Fault {
  readonly field: string;
  readonly expected: string;
  readonly actual: string;
}

/** A schema's faults in `input`, each with its field, the expected and the actual value. */
export function faultsOf(issues: readonly z.core.$ZodIssue[], input: unknown, root = ''): Fault[] {
  return issues.flatMap((issue) => {
    const path = [...(root === '' ? [] : [root]), ...issue.path.map(String)];
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        field: [...path, key].join('.'),
        expected: 'no such field',
        actual: 'present',
      }));
    }
    return [
      { field: path.join('.') || 'input', expected: expectation(issue), actual: shown(valueAt(input, issue.path)) },
    ];
  });
}

/** One line for people. */
export function sentence({ field, expected, actual }: Fault): string {
  return `${field}: expected ${expected}, actual ${actual}`;
}

function expectation(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return article(issue.expected);
    case 'invalid_value':
      return `one of ${issue.values.map(String).join(', ')}`;
    case 'too_small':
      return issue.origin === 'string'
        ? `at least ${issue.minimum} characters`
        : `${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}`;
    case 'too_big':
      return issue.origin === 'string'
        ? `at most ${issue.maximum} characters`
        : `${issue.inclusive ? 'at most' : 'less than'} ${issue.maximum}`;
    default:
      return issue.message.replace(/^expected /, '');
  }
}

function article(type: string): string {
  if (type === 'int') return 'a whole number';
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key], input);
}

/** A value as text, short enough for an error. */
function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = typeof value === 'string' ? `'${value}'` : (JSON.stringify(value) ?? String(value));
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}
