import { expect, test } from 'vitest';
import { z } from 'zod';
import * as contracts from './index.ts';

const exported = Object.entries<unknown>(contracts);
const schemas = [...exported, ['systemHealth', contracts.apiRoutes.health.responses[200]] as const].filter(
  (entry): entry is [string, z.ZodType] => entry[1] instanceof z.ZodType,
);
const withExamples = schemas.flatMap(([name, schema]) => {
  const { examples = [] } = (z.globalRegistry.get(schema) ?? {}) as { examples?: unknown[] };
  return examples.map((example): [string, z.ZodType, unknown] => [name, schema, example]);
});

test('the API page has examples to show', () => {
  const names = ['tradeRequest', 'filledOrder', 'symbol', 'systemHealth', 'retrainHealth'];
  expect(withExamples.map(([name]) => name)).toEqual(expect.arrayContaining(names));
});

test.each(withExamples)('the example of %s fits its schema', (_, schema, example) => {
  expect(schema.safeParse(example).error?.issues).toBeUndefined();
});
