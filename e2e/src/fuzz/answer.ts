import { resolve } from 'node:path';
import type { Operation } from './contract.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
/** Statuses that the HTTP server may answer before a request reaches its operation. */
const BEFORE_ANY_OPERATION = new Set([400, 404, 405, 408, 413, 414, 415, 417, 421, 431]);

export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly headers: string;
  readonly body: string;
}

/** What must not be in any answer. */
export interface Hidden {
  /** Tokens and folders. */
  readonly texts: readonly string[];
}

/** What is wrong with the answer of an operation, by its own contract; empty: nothing. */
export function problemsOf(answer: Answer, operation: Operation | undefined, hidden: Hidden): string[] {
  return [
    ...leaks(answer, hidden),
    ...(operation === undefined ? ofAnyRequest(answer) : byContract(answer, operation)),
  ];
}

function leaks({ body, headers }: Answer, { texts }: Hidden): string[] {
  const all = `${headers}\n${body}`;
  const found = [...texts, ROOT, 'node_modules', '.ts:', '.js:'].filter((text) => all.includes(text));
  const stack = /\n\s+at .+\d+:\d+/.test(all) ? ['a stack'] : [];
  return [...found, ...stack].map((text) => `the answer has '${text}'`);
}

function ofAnyRequest({ status, body }: Answer): string[] {
  if (status >= 500 && status !== 503) return [`status ${status}: ${body.slice(0, 200)}`];
  return status >= 400 && body !== '' ? errorForm(body) : [];
}

function byContract(answer: Answer, { answers }: Operation): string[] {
  const { status, body, contentType } = answer;
  if (!answers.has(status)) {
    return BEFORE_ANY_OPERATION.has(status)
      ? errorForm(body)
      : [`status ${status} is not declared: ${body.slice(0, 200)}`];
  }
  if (status === 500) return [`status 500: ${body.slice(0, 200)}`];
  const validate = answers.get(status);
  if (validate === undefined) return [];
  if (!contentType.startsWith('application/json')) return [`status ${status} has the type '${contentType}'`];
  try {
    if (validate(JSON.parse(body))) return [];
    return [`status ${status}: ${JSON.stringify(validate.errors?.slice(0, 3))} in ${body.slice(0, 400)}`];
  } catch (error) {
    return [`status ${status}: no JSON: ${String(error)}`];
  }
}

function errorForm(body: string): string[] {
  try {
    const { error } = JSON.parse(body) as { error: Record<string, unknown> };
    const whole = ['code', 'message', 'request_id'].every((name) => typeof error[name] === 'string');
    return whole ? [] : [`no error of the house: ${body.slice(0, 200)}`];
  } catch {
    return [`no error of the house: ${body.slice(0, 200)}`];
  }
}
