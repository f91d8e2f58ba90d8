import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ApiConfig } from '../config.ts';
import { fake } from '../fake.fixture.ts';
import { listed } from './model.fixture.ts';
import { ModelCopyRepository } from './model-copy.repository.ts';

let directory: string;
let copies: ModelCopyRepository;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'qt-model-copy-'));
  copies = new ModelCopyRepository(fake<ApiConfig>({ QT_DATA_DIR: directory }));
});
afterEach(() => rm(directory, { recursive: true }));

test('without a copy nothing is loaded, and no file is created', async () => {
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

test('a file that a crash in the middle of a save left behind does not affect the copy', async () => {
  await copies.save({ listed: listed('m-1'), artifact: new Uint8Array([7]) });
  await writeFile(join(directory, 'api', 'current.model.new'), '{"card":');
  expect((await copies.load())?.listed.card.version).toBe('m-1');
});

test.each([
  ['empty', ''],
  ['cut off', '{"card":{"version":"m-1"'],
  ['something else', 'hello\nworld'],
])('a copy that is %s is reported as damaged, with its file', async (_, content) => {
  await copies.save({ listed: listed('m-1'), artifact: new Uint8Array([7]) });
  await writeFile(join(directory, 'api', 'current.model'), content);
  await expect(copies.load()).rejects.toThrow(/api\/current\.model: expected a copy of a model, actual a damaged one/);
});
