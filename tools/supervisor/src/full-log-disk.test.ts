import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '@qt/test-kit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Control, serveControl } from './control/server.ts';
import { socketPath } from './control/socket-path.ts';
import { readSettings } from './settings.ts';
import { SupervisedProcess } from './supervised-process.ts';

const PACKAGE = join(import.meta.dirname, '..');
/** Writes more than the 4 MiB that may wait, and keeps what it is told on its stdin. */
const SERVICE = `
  import { appendFileSync } from 'node:fs';
  import { onLostLines } from '@qt/telemetry/lost-lines';
  onLostLines(process.stdin, (lines) => appendFileSync(process.env.HEARD, lines + '\\n'));
  process.stdin.once('end', () => process.exit(0));
  process.stdout.write((JSON.stringify({ level: 'info', message: 'x'.repeat(1000) }) + '\\n').repeat(6000));
`;

let dataDir: string;
let service: SupervisedProcess;
const said: (readonly [what: string, lines?: number])[] = [];

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'qt-full-'));
  for (const folder of ['logs', 'run']) mkdirSync(join(dataDir, folder));
  symlinkSync('/dev/full', join(dataDir, 'logs', 'api.jsonl'));
  writeFileSync(join(dataDir, 'heard'), '');
  const env = { ...process.env, QT_DATA_DIR: dataDir, HEARD: join(dataDir, 'heard') };
  service = new SupervisedProcess(
    {
      name: 'api',
      kind: 'service',
      command: process.execPath,
      args: ['--conditions=@qt/source', '--input-type=module', '--eval', SERVICE],
      cwd: PACKAGE,
      env,
      url: 'http://127.0.0.1:1',
      readyUrl: 'http://127.0.0.1:1',
    },
    readSettings(dataDir, ['start'], env),
    {
      ...{ started() {}, line() {}, died() {}, misconfigured() {}, stopped() {} },
      dropsLines: () => said.push(['losing']),
      linesDropped: (_, lines) => said.push(['written again', lines]),
    },
  );
});
afterEach(async () => {
  await service.stop(5000);
  service.closeLog();
  rmSync(dataDir, { recursive: true });
});

const heard = () =>
  readFileSync(join(dataDir, 'heard'), 'utf8')
    .split('\n')
    .reduce((sum, count) => sum + Number(count), 0);

function qtStatus(): Promise<string> {
  const status = () => ({
    ...{ pid: process.pid, command: 'start', started_at: '', market: 'sim', data_dir: dataDir, links: [] },
    processes: [service.report],
  });
  serveControl(socketPath(dataDir), { status } as unknown as Control, () => {});
  const args = ['--conditions=@qt/source', 'src/qt/main.ts', 'status'];
  const env = { ...process.env, QT_DATA_DIR: dataDir, NO_COLOR: '1' };
  return new Promise((done) => execFile(process.execPath, args, { cwd: PACKAGE, env }, (_, stdout) => done(stdout)));
}

test('lines that the supervisor cannot store are counted by their service, and qt status names them', async () => {
  service.start();
  await until('the service to hear of lost lines', () => heard() > 0 || undefined);
  expect(said).toEqual([['losing']]);
  expect(await qtStatus()).toMatch(/^api: \d+ lines of its log are lost, it cannot be written\n {2}df -h .*\/logs$/m);

  unlinkSync(join(dataDir, 'logs', 'api.jsonl'));
  await until('the log to be written again', () => said.length > 1 || undefined);
  const stored = () => readFileSync(join(dataDir, 'logs', 'api.jsonl'), 'utf8').split('\n').length - 1;
  await until('each line to be stored or counted', () => stored() + heard() === 6000 || undefined);
  expect(said[1]).toEqual(['written again', heard()]);
  expect(service.report.lines_lost).toBe(0);
});
