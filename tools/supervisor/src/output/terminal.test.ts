import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '@qt/test-kit';
import { afterEach, expect, test } from 'vitest';

/** What Ctrl-S and Ctrl-Q send. */
const XOFF = '\x13';
const XON = '\x11';
/** Prints more than may wait once somebody presses Enter, and then goes on. */
const PROGRAM = `
  import { writeFileSync } from 'node:fs';
  import { Terminal } from '${join(import.meta.dirname, 'terminal.ts')}';
  const terminal = new Terminal(1);
  terminal.print('ready');
  process.stdin.once('data', () => {
    for (let n = 0; n < 1000; n++) terminal.print('x'.repeat(1000));
    writeFileSync(process.env.WENT_ON, '');
  });
`;
// Of util-linux; that of BSD has other arguments.
const hasScript = spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout?.includes('util-linux') ?? false;

let folder: string;
let program: ChildProcess;
afterEach(() => {
  program.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

test.skipIf(!hasScript)(
  'a terminal paused by Ctrl-S holds nobody, and says what it did not show (needs script)',
  async () => {
    folder = mkdtempSync(join(tmpdir(), 'qt-terminal-'));
    const wentOn = join(folder, 'went-on');
    const file = join(folder, 'program.ts');
    writeFileSync(file, PROGRAM);
    const command = `"${process.execPath}" --conditions=@qt/source "${file}"`;
    program = spawn('script', ['--quiet', '--flush', '--command', command, '/dev/null'], {
      cwd: import.meta.dirname,
      env: { ...process.env, WENT_ON: wentOn },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    let shown = '';
    program.stdout?.on('data', (chunk: Buffer) => {
      shown += chunk;
    });
    await until('the program', () => shown.includes('ready') || undefined);
    program.stdin?.write(XOFF);
    program.stdin?.write('\n');
    await until('the program to go on', () => existsSync(wentOn) || undefined);
    expect(shown).not.toContain('not shown');
    program.stdin?.write(XON);
    await until(
      'what was not shown',
      () => /\(\d+ lines were not shown; they are in the logs\)/.test(shown) || undefined,
    );
  },
);
