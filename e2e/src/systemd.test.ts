import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { blocksOf, parseRunbook } from '@qt/monitoring/runbooks';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');
const UNIT = join(ROOT, 'infra/systemd/qt.service');
const page = parseRunbook(readFileSync(join(ROOT, 'docs/deploying.md'), 'utf8'));

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'qt-systemd-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('docs/deploying.md under systemd', () => {
  test('its commands install the unit, the checkout and an environment that only its owner reads', () => {
    const bin = join(folder, 'bin');
    for (const path of ['bin', 'opt', 'etc/systemd/system']) mkdirSync(join(folder, path), { recursive: true });
    const command = (name: string, script: string) =>
      writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    command('sudo', 'exec "$@"');
    // They would change this machine.
    for (const name of ['useradd', 'chown', 'systemctl']) command(name, `echo "${name} $*" >> '${folder}/called'`);
    const [block] = blocksOf(page, 'sh', 'systemd');
    const text = (block?.text ?? '')
      .replace('<this repository>', `--depth 1 'file://${ROOT}'`)
      .replaceAll(/(?<= )\/(opt|etc)\//g, `${folder}/$1/`);
    execFileSync('sh', ['-ec', text], {
      env: { ...process.env, PATH: `${bin}:${process.env['PATH']}` },
      stdio: 'pipe',
    });
    expect(statSync(join(folder, 'etc/qt/env')).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(folder, 'etc/systemd/system/qt.service'), 'utf8')).toBe(readFileSync(UNIT, 'utf8'));
    expect(readFileSync(join(folder, 'called'), 'utf8').trim().split('\n')).toEqual([
      `useradd --system --home ${folder}/opt/qt qt`,
      `chown -R qt: ${folder}/opt/qt`,
      'systemctl daemon-reload',
      'systemctl enable --now qt',
    ]);
  });
});

const hasAnalyzer = spawnSync('systemd-analyze', ['--version']).status === 0;

describe.skipIf(!hasAnalyzer)('the unit (needs systemd-analyze)', () => {
  /** What the analyzer finds, on a machine that has npx elsewhere as well. */
  const verify = (text: string) => {
    const file = join(folder, 'qt.service');
    writeFileSync(file, text.replace('/usr/bin/npx', process.execPath));
    const { status, stderr, stdout } = spawnSync('systemd-analyze', ['verify', '--man=no', file], { encoding: 'utf8' });
    return { status, said: stdout + stderr };
  };

  test('is one that systemd takes without a word', () => {
    expect(verify(readFileSync(UNIT, 'utf8'))).toEqual({ status: 0, said: '' });
  });

  test('would not be with a setting that systemd does not know', () => {
    expect(verify(readFileSync(UNIT, 'utf8').replace('KillMode=', 'KilMode=')).said).toContain('KilMode');
  });
});
