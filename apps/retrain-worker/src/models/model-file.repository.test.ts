import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { testFolder } from '../test-folder.fixture.ts';
import { DiskModelFileRepository } from './model-file.repository.ts';

const bytes = (text: string) => new Uint8Array(Buffer.from(text));

test('a file is complete or absent: no partial file is left', async () => {
  const folder = join(testFolder(), 'models');
  const files = new DiskModelFileRepository({ modelsDirectory: folder });
  await files.save('m-1', bytes('first'));
  await files.save('m-1', bytes('second'));
  expect(readdirSync(folder)).toEqual(['m-1.model']);
  expect(readFileSync(join(folder, 'm-1.model'), 'utf8')).toBe('second');
});

test('a file that is damaged or missing is not served', async () => {
  const folder = testFolder();
  const files = new DiskModelFileRepository({ modelsDirectory: folder });
  await files.save('m-1', bytes('qt-model/2 sha256:00\n{}\n'));
  await expect(files.load('m-1')).rejects.toThrow(/expected sha256:00, actual sha256:[0-9a-f]+/);
  await expect(files.load('m-2')).rejects.toThrow(/m-2\.model.*actual none/);
});

test('a file that was removed is seen without loading it, and the reason has no path', async () => {
  const folder = testFolder();
  const files = new DiskModelFileRepository({ modelsDirectory: folder });
  await files.save('m-1', bytes('first'));
  expect(await files.problemOf('m-1')).toBeUndefined();
  rmSync(join(folder, 'm-1.model'));
  const problem = 'model file: expected m-1.model in QT_DATA_DIR, actual none';
  expect(await files.problemOf('m-1')).toBe(problem);
  await expect(files.load('m-1')).rejects.toThrow(new Error(problem));
});

test('only the files of kept models remain; partial files from a crash are removed', async () => {
  const folder = testFolder();
  const files = new DiskModelFileRepository({ modelsDirectory: folder });
  for (const version of ['m-1', 'm-2', 'm-3']) await files.save(version, bytes(version));
  writeFileSync(join(folder, 'm-4.model.new'), 'half');
  await files.keepOnly(new Set(['m-2']));
  expect(readdirSync(folder)).toEqual(['m-2.model']);
});

test('a folder that does not exist yet is empty', async () => {
  await expect(
    new DiskModelFileRepository({ modelsDirectory: join(testFolder(), 'models') }).keepOnly(new Set()),
  ).resolves.toBeUndefined();
});
