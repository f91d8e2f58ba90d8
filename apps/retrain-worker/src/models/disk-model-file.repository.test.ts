import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { testFolder } from '../test-folder.fixture.ts';
import { DiskModelFileRepository } from './disk-model-file.repository.ts';
import { modelFilesContract } from './model-file.repository.contract.ts';

const bytes = (text: string) => new Uint8Array(Buffer.from(text));

modelFilesContract(() => new DiskModelFileRepository({ modelsDirectory: join(testFolder(), 'models') }));

test('a file is complete or absent: no partial file is left', async () => {
  const folder = join(testFolder(), 'models');
  const files = new DiskModelFileRepository({ modelsDirectory: folder });
  await files.save('m-1', bytes('first'));
  await files.save('m-1', bytes('second'));
  expect(readdirSync(folder)).toEqual(['m-1.model']);
  expect(readFileSync(join(folder, 'm-1.model'), 'utf8')).toBe('second');
});

test('a file that was removed is seen without loading it, and the reason has no path', async () => {
  const folder = testFolder();
  const files = new DiskModelFileRepository({ modelsDirectory: folder });
  await files.save('m-1', bytes('first'));
  rmSync(join(folder, 'm-1.model'));
  expect(await files.problemOf('m-1')).toBe('model file: expected m-1.model in QT_DATA_DIR, actual none');
});

test('partial files from a crash are removed', async () => {
  const folder = testFolder();
  const files = new DiskModelFileRepository({ modelsDirectory: folder });
  await files.save('m-2', bytes('m-2'));
  writeFileSync(join(folder, 'm-4.model.new'), 'half');
  await files.keepOnly(new Set(['m-2']));
  expect(readdirSync(folder)).toEqual(['m-2.model']);
});

test('a folder that does not exist yet is empty', async () => {
  await expect(
    new DiskModelFileRepository({ modelsDirectory: join(testFolder(), 'models') }).keepOnly(new Set()),
  ).resolves.toBeUndefined();
});
