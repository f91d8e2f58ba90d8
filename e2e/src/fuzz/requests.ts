import fc from 'fast-check';
import type { Contract, Operation, Parameter } from './contract.ts';
import { fromSchema, hostile } from './from-schema.ts';

/** A request, ready to be sent. */
export interface FuzzedRequest {
  readonly method: string;
  /** Path and query, encoded. */
  readonly target: string;
  readonly body: string | undefined;
  readonly contentType: string;
  readonly caller: 'known' | 'wrong' | 'nobody';
}

const DEEP = '['.repeat(2500) + ']'.repeat(2500);
const HOSTILE_BODIES = [
  '',
  'null',
  '0',
  '"text"',
  '[]',
  '{',
  '{"a":1}}',
  '\u0000',
  DEEP,
  `${'{"a":'.repeat(1000)}1${'}'.repeat(1000)}`,
  '{"__proto__":{"x":1}}',
  '{"constructor":{"prototype":{"x":1}}}',
  '{"reason":"a","reason":"b"}',
  `{${Array.from({ length: 15_000 }, (_, n) => `"k${n}":${n}`).join(',')}}`,
  `"${'x'.repeat(300_000)}"`,
];
const CONTENT_TYPES = [
  'application/json; charset=utf-16',
  'text/plain',
  'multipart/form-data',
  'application/json;;',
  'x',
];

/** Requests to an operation: most of them valid by its schemas, the others wrong in one place or in all. */
export function requestsTo(operation: Operation, { resolve }: Contract): fc.Arbitrary<FuzzedRequest> {
  const value = ({ schema }: Parameter) =>
    fc.oneof({ weight: 3, arbitrary: fromSchema(schema, resolve) }, { weight: 1, arbitrary: hostile });
  const named = (where: Parameter['in']) => operation.parameters.filter((one) => one.in === where);
  const path = fc.record(Object.fromEntries(named('path').map((one) => [one.name, value(one)])));
  const query = fc.record(Object.fromEntries(named('query').map((one) => [one.name, value(one)])), {
    requiredKeys: [],
  });
  const unknown = fc.option(fc.tuple(fc.string(), fc.string()), { freq: 8, nil: undefined });
  return fc
    .record({
      path,
      query,
      unknown,
      body: bodyOf(operation, resolve),
      contentType: fc.oneof(
        { weight: 12, arbitrary: fc.constant('application/json') },
        { weight: 1, arbitrary: fc.constantFrom(...CONTENT_TYPES) },
      ),
      caller: fc.oneof(
        { weight: 12, arbitrary: fc.constant('known' as const) },
        { weight: 1, arbitrary: fc.constantFrom('wrong' as const, 'nobody' as const) },
      ),
    })
    .map(({ path, query, unknown, body, contentType, caller }) => ({
      method: operation.method,
      target: operation.path.replace(/\{(\w+)\}/g, (_, name: string) => segment(path[name])) + search(query, unknown),
      body,
      contentType,
      caller,
    }));
}

function bodyOf({ body }: Operation, resolve: Contract['resolve']): fc.Arbitrary<string | undefined> {
  if (body === undefined) return fc.constant(undefined);
  const valid = fromSchema(body, resolve);
  const mutated = fc
    .tuple(valid, hostile, hostile, fc.nat())
    .map(([one, name, other, n]) => mutate(one, name, other, n));
  return fc.oneof(
    { weight: 6, arbitrary: valid.map((one) => JSON.stringify(one)) },
    { weight: 4, arbitrary: mutated.map((one) => JSON.stringify(one) ?? '') },
    { weight: 1, arbitrary: fc.constantFrom(...HOSTILE_BODIES) },
  );
}

/** A field with another value, one field less, or one more. */
function mutate(value: unknown, name: unknown, other: unknown, n: number): unknown {
  if (typeof value !== 'object' || value === null) return other;
  const fields = Object.entries(value);
  const at = n % (fields.length + 2);
  if (at >= fields.length) return { ...value, [String(JSON.stringify(name)).slice(0, 200)]: other };
  return Object.fromEntries(
    fields.flatMap(([key, kept], index) => (index === at ? (n % 3 === 0 ? [] : [[key, other]]) : [[key, kept]])),
  );
}

function segment(value: unknown): string {
  const encoded = encoded1(value);
  return encoded === '' || encoded === '.' || encoded === '..' ? '%20' : encoded;
}

function search(query: Readonly<Record<string, unknown>>, unknown: readonly [string, string] | undefined): string {
  const pairs = [...Object.entries(query), ...(unknown === undefined ? [] : [unknown])];
  return pairs.length === 0 ? '' : `?${pairs.map((pair) => pair.map(encoded1).join('=')).join('&')}`;
}

function encoded1(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return encodeURIComponent(text.toWellFormed()).slice(0, 6000);
}
