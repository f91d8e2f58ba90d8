import fc from 'fast-check';
import type { Json } from './contract.ts';

/** Strings that code which is careless with text does not survive. */
const HOSTILE_TEXT = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  'x\udc00y',
  '\u202e\u2028',
  '😀'.repeat(60),
  'x'.repeat(5000),
  '__proto__',
  'constructor',
  "'; DROP TABLE audit; --",
  '../../../etc/passwd',
  '%00%ff',
  '<script>alert(1)</script>',
  '{{7*7}}',
  '-0',
  '1e400',
  '999999999999999999.999999999999999999',
  '2026-02-30T25:61:61.000Z',
  '9999-12-31T23:59:59.999Z',
];
const HOSTILE_NUMBERS = [0, -0, -1, 0.1, 1e21, -1e308, Number.MAX_SAFE_INTEGER, 2 ** 53, 2 ** 63];

const hostileText = fc.oneof(fc.constantFrom(...HOSTILE_TEXT), fc.string({ unit: 'binary', maxLength: 40 }));

/** Any JSON, hostile text, numbers and depths included. */
export const hostile: fc.Arbitrary<unknown> = fc.oneof(
  hostileText,
  fc.constantFrom(...HOSTILE_NUMBERS, true, false, null),
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom<unknown>([], {}, [[[[[[]]]]]], { length: 1e9 }, { toString: null }),
);

/** Values that a schema of OpenAPI admits. */
export function fromSchema(schema: Json, resolve: (schema: Json) => Json): fc.Arbitrary<unknown> {
  const own = resolve(schema);
  const alternatives = (own['anyOf'] ?? own['oneOf']) as Json[] | undefined;
  if (alternatives !== undefined) return fc.oneof(...alternatives.map((one) => fromSchema(one, resolve)));
  if ('const' in own) return fc.constant(own['const']);
  if (Array.isArray(own['enum'])) return fc.constantFrom(...(own['enum'] as unknown[]));
  switch (own['type']) {
    case 'object':
      return object(own, resolve);
    case 'array':
      return fc.array(fromSchema(own['items'] as Json, resolve), {
        minLength: Number(own['minItems'] ?? 0),
        maxLength: 4,
      });
    case 'string':
      return text(own);
    case 'integer':
      return fc.integer({ min: bound(own['minimum'], -1e6), max: bound(own['maximum'], 1e6) });
    case 'number':
      return fc.double({ min: bound(own['minimum'], -1e6), max: bound(own['maximum'], 1e6), noNaN: true });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    default:
      return hostile;
  }
}

function object(schema: Json, resolve: (schema: Json) => Json): fc.Arbitrary<unknown> {
  const properties = Object.entries((schema['properties'] ?? {}) as Record<string, Json>);
  const model = Object.fromEntries(properties.map(([name, one]) => [name, fromSchema(one, resolve)]));
  return fc.record(model, { requiredKeys: (schema['required'] ?? []) as string[] });
}

function text({ format, pattern, minLength, maxLength, examples }: Json): fc.Arbitrary<string> {
  if (format === 'date-time')
    return fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) }).map((at) => at.toISOString());
  const known = Array.isArray(examples) ? [fc.constantFrom(...(examples as string[]))] : [];
  if (typeof pattern === 'string') {
    const matching = fc
      .stringMatching(new RegExp(pattern.replace(/\(\?=[^)]*\)/, '')))
      .filter((one) => new RegExp(pattern).test(one));
    return fc.oneof(...known, matching);
  }
  const [min, max] = [Number(minLength ?? 0), Number(maxLength ?? 200)];
  return fc.oneof(
    ...known,
    hostileText.filter(({ length }) => length >= min && length <= max),
  );
}

function bound(value: unknown, otherwise: number): number {
  return typeof value === 'number' && Math.abs(value) < Number.MAX_SAFE_INTEGER ? value : otherwise;
}
