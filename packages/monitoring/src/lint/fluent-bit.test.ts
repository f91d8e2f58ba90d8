import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { LINE_FIELDS, STREAM_LABELS } from '../dashboards/log-query.ts';

const FILE = join(import.meta.dirname, '../../../../infra/fluent-bit/fluent-bit.yaml');

interface FluentBit {
  readonly parsers: readonly { readonly name: string; readonly format: string; readonly time_keep: boolean }[];
  readonly pipeline: {
    readonly inputs: readonly { readonly parser: string; readonly tag: string }[];
    readonly outputs: readonly {
      readonly name: string;
      readonly match: string;
      readonly labels: string;
      readonly structured_metadata: string;
      readonly line_format: string;
    }[];
  };
}

/** `name=value, name=value` → names. */
const namesIn = (pairs: string) => pairs.split(',').map((pair) => pair.split('=')[0]?.trim());

test('Fluent Bit gives a line in Loki the labels and fields that the panels read', () => {
  const { parsers, pipeline } = parse(readFileSync(FILE, 'utf8')) as FluentBit;
  const [input] = pipeline.inputs;
  const [output] = pipeline.outputs;
  expect(parsers).toMatchObject([{ name: input?.parser, format: 'json', time_keep: true }]);
  expect(output).toMatchObject({ name: 'loki', match: input?.tag, line_format: 'json' });
  expect(namesIn(output?.labels ?? '')).toEqual(STREAM_LABELS);
  expect(namesIn(output?.structured_metadata ?? '')).toEqual(LINE_FIELDS);
});
