import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { holdFolder } from './hold-folder.ts';

const MODULE = new URL('./hold-folder.ts', import.meta.url).href;
const NOW = Date.UTC(2026, 0, 1);

let root: string;
let folder: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'qt-hold-'));
  folder = join(root, 'api');
});
afterEach(() => rmSync(root, { recursive: true }));

/** Another process, which holds the folder when this resolves. */
async function holder() {
  const program = `
    import { holdFolder } from ${JSON.stringify(MODULE)};
    holdFolder(${JSON.stringify(folder)}, ${NOW});
    console.log('held');
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  const kill = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    await once(child, 'exit');
  };
  return { pid: child.pid, kill };
}

test('a folder that another process holds is refused by naming it, until that one ends, also by kill -9', async () => {
  for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
    const { pid, kill } = await holder();
    expect(() => holdFolder(folder, NOW)).toThrow(
      `lock.db: the database is locked (by process ${pid} since 2026-01-01T00:00:00.000Z); another process holds it`,
    );
    await kill(signal);
  }
  holdFolder(folder, NOW);
});

test('a folder that this process holds already is refused as well', () => {
  holdFolder(folder, NOW);
  expect(() => holdFolder(folder, NOW)).toThrow(`by process ${process.pid} since`);
});

test('folders are held apart', () => {
  holdFolder(folder, NOW);
  holdFolder(join(root, 'scheduler'), NOW);
});

test('a folder that cannot be created is distinguished from one that is held', () => {
  writeFileSync(folder, 'a file in the way');
  expect(() => holdFolder(folder, NOW)).toThrow('the database is unwritable');
});
