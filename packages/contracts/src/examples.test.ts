import { expect, test } from 'vitest';
import { z } from 'zod';
import * as contracts from './index.ts';

const schemas = Object.entries<unknown>(contracts).filter(
  (entry): entry is [string, z.ZodType] => entry[1] instanceof z.ZodType,
);
const withExamples = schemas.flatMap(([name, schema]) => {
  const { examples = [] } = (z.globalRegistry.get(schema) ?? {}) as { examples?: unknown[] };
  return examples.map((example): [string, z.ZodType, unknown] => [name, schema, example]);
});

test('the API page has examples to show', () => {
  expect(withExamples.map(([name]) => name)).toEqual(expect.arrayContaining(['tradeRequest', 'filledOrder', 'symbol']));
});

test.each(withExamples)('the example of %s fits its schema', (_, schema, example) => {
  expect(schema.safeParse(example).error?.issues).toBeUndefined();
});
