import { expect, test } from 'vitest';
import { artifactOf } from './artifact.fixture.ts';
import type { ModelFileRepository } from './model-file.repository.ts';

const bytes = (text: string) => new Uint8Array(Buffer.from(text));

/** The tests that every repository of models' files passes. `open`: a new one. */
export function modelFilesContract(open: () => ModelFileRepository | Promise<ModelFileRepository>): void {
  test('a file is loaded as it was saved last', async () => {
    const files = await open();
    await files.save('m-1', bytes('first'));
    await files.save('m-1', artifactOf('m-1'));
    expect(await files.load('m-1')).toEqual(artifactOf('m-1'));
    expect(await files.problemOf('m-1')).toBeUndefined();
  });

  test('a file that is damaged, missing or of another model is not served', async () => {
    const files = await open();
    await files.save('m-1', bytes('qt-model/2 sha256:00\n{}\n'));
    await expect(files.load('m-1')).rejects.toThrow(/expected sha256:00, actual sha256:[0-9a-f]+/);
    await files.save('m-1', artifactOf('m-2'));
    await expect(files.load('m-1')).rejects.toThrow('model file: expected version m-1, actual m-2');
    await expect(files.load('m-2')).rejects.toThrow(/expected m-2.*actual none/);
  });

  test('a file that is not there is seen without loading it, and the reason is the same', async () => {
    const files = await open();
    const problem = (await files.problemOf('m-1')) ?? '';
    expect(problem).toMatch(/^model file: expected m-1[^/]*, actual none$/);
    await expect(files.load('m-1')).rejects.toThrow(new Error(problem));
  });

  test('only the files of kept models remain', async () => {
    const files = await open();
    const versions = ['m-1', 'm-2', 'm-3'];
    for (const version of versions) await files.save(version, artifactOf(version));
    await files.keepOnly(new Set(['m-2']));
    const problems = await Promise.all(versions.map((version) => files.problemOf(version)));
    expect(problems.map((problem) => problem === undefined)).toEqual([false, true, false]);
    await files.keepOnly(new Set());
    expect(await files.problemOf('m-2')).toBeDefined();
  });
}
