import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { listed } from './model.fixture.ts';
import { type ModelCopies, modelCopiesIn } from './model-copy.repository.ts';

let directory: string;
let copies: ModelCopies;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'qt-model-copy-'));
  copies = modelCopiesIn(join(directory, 'api'));
});
afterEach(() => rm(directory, { recursive: true }));

test('without a copy there is none, and nothing is made', async () => {
  expect(await copies.load()).toBeNull();
  expect(await readdir(directory)).toEqual([]);
});

test('the copy saved last comes back byte by byte', async () => {
  const artifact = Uint8Array.from({ length: 4096 }, (_, at) => (at * 31) % 256);
  await copies.save({ listed: listed('m-1'), artifact: new Uint8Array([1]) });
  await copies.save({ listed: listed('m-2'), artifact });
  expect(await copies.load()).toEqual({ listed: listed('m-2'), artifact });
  expect(await readdir(join(directory, 'api'))).toEqual(['current.model']);
});

test('what a crash in the middle of a save left does not touch the copy', async () => {
  await copies.save({ listed: listed('m-1'), artifact: new Uint8Array([7]) });
  await writeFile(join(directory, 'api', 'current.model.new'), '{"card":');
  expect((await copies.load())?.listed.card.version).toBe('m-1');
});

test.each([
  ['empty', ''],
  ['cut off', '{"card":{"version":"m-1"'],
  ['something else', 'hello\nworld'],
])('a copy that is %s is said to be damaged, with its file', async (_, content) => {
  await copies.save({ listed: listed('m-1'), artifact: new Uint8Array([7]) });
  await writeFile(join(directory, 'api', 'current.model'), content);
  await expect(copies.load()).rejects.toThrow(/api\/current\.model: expected a copy of a model, actual a damaged one/);
});
