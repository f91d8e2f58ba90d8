import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { System, until } from '@qt/test-kit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');
const QT = ['--conditions=@qt/source', 'tools/supervisor/src/qt/main.ts'];

let system: System;
let dataDir: string;
beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'qt-e2e-'));
  // A disk on which the log of one service finds no room.
  const logs = join(dataDir, 'logs');
  mkdirSync(logs);
  symlinkSync('/dev/full', join(logs, 'scheduler.jsonl'));
  system = await System.start({ dataDir, env: { QT_LOG_MAX_MIB: '1' } });
  await until(
    'every service to be ready',
    async () => ((await qt('status')).output.match(/ ready /g)?.length ?? 0) >= 4 || undefined,
    120_000,
  );
});
afterAll(() => system?.stop());

const qt = (...args: readonly string[]) => qtWith({}, ...args);
function qtWith(env: NodeJS.ProcessEnv, ...args: readonly string[]): Promise<{ code: number; output: string }> {
  const options = { cwd: ROOT, env: { ...system.env, ...env } };
  return new Promise((done) => {
    execFile(process.execPath, [...QT, ...args], options, (error, stdout, stderr) => {
      done({ code: typeof error?.code === 'number' ? error.code : 0, output: `${stdout}${stderr}` });
    });
  });
}
const ownLog = () =>
  readFileSync(join(dataDir, 'logs', 'supervisor.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

/** Holds a folder as another process of the service would; throws while there is one. */
function hold(file: string): DatabaseSync {
  const holder = new DatabaseSync(file);
  try {
    holder.exec('BEGIN EXCLUSIVE');
    return holder;
  } catch (error) {
    holder.close();
    throw error;
  }
}

describe('a second start on the same folder', () => {
  test('names the first, ends with its own code, and leaves everything as it was', async () => {
    const pids = () =>
      readdirSync(join(dataDir, 'run')).map((file) => [
        file,
        file.endsWith('.pid') ? readFileSync(join(dataDir, 'run', file), 'utf8') : '',
      ]);
    const before = pids();
    const second = await System.start({ dataDir });
    expect(await second.exitCode()).toBe(75);
    expect(second.output).toMatch(/^start: already running on .*, pid \d+ since /m);
    expect(pids()).toEqual(before);
    expect((await fetch(`${system.url('api')}/health/live`)).status).toBe(200);
  });
});

describe('a log without room', () => {
  test('holds nothing, and goes on once there is room', async () => {
    expect((await fetch(`${system.url('scheduler')}/health/live`)).status).toBe(200);
    unlinkSync(join(dataDir, 'logs', 'scheduler.jsonl'));
    await until(
      'lines of the scheduler',
      () => system.log('scheduler').some(({ event }) => event === 'service.started') || undefined,
    );
  });
});

describe('qt', () => {
  test('restarts a service, and counts it', async () => {
    const before = system.pid('scheduler');
    expect(await qt('restart', 'scheduler')).toMatchObject({
      code: 0,
      output: expect.stringMatching(/^scheduler is ready, pid \d+/),
    });
    expect(system.pid('scheduler')).not.toBe(before);
    expect(ownLog()).toContainEqual(
      expect.objectContaining({ event: 'process.started', process: 'scheduler', restarts: 1 }),
    );
  });

  test('says what to do about a service that does not answer', async () => {
    system.kill('market-sim', 'SIGSTOP');
    const { code, output } = await qt('status');
    system.kill('market-sim', 'SIGCONT');
    expect(code).toBe(1);
    expect(output).toContain('market-sim: starting\n  npx pnpm@12 qt logs market-sim\n');
  });

  test('lists the pages of what runs, opens the console, and names a page that does not exist', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'qt-browser-'));
    writeFileSync(join(folder, 'xdg-open'), `#!/bin/sh\nprintf %s "$1" >'${folder}/opened'\n`, { mode: 0o755 });
    const console = `${system.url('api')}/`;
    const listed = await qtWith({ PATH: `${folder}:${process.env['PATH']}` }, 'open');
    expect(listed).toMatchObject({ code: 0, output: expect.stringMatching(new RegExp(`^console +${console}$`, 'm')) });
    await until('the browser', () => {
      const opened = join(folder, 'opened');
      return (existsSync(opened) && readFileSync(opened, 'utf8') === console) || undefined;
    });
    rmSync(folder, { recursive: true });
    expect(await qt('open', 'nowhere')).toMatchObject({
      code: 78,
      output: expect.stringMatching(/^qt: open: expected one of .*, actual 'nowhere'$/m),
    });
  });

  test('shows the lines of a request over all services, by time', async () => {
    const { headers } = await fetch(`${system.url('api')}/health`);
    const id = headers.get('x-request-id') ?? '';
    const output = await until('lines of two services', async () => {
      const reply = await qt('logs', id, '--json');
      return new Set(reply.output.match(/"service":"[^"]+"/g)).size >= 2 ? reply.output : undefined;
    });
    const times = output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).timestamp as string);
    expect(times).toEqual(times.toSorted());
    expect((await qt('logs', 'no-such-id')).code).toBe(1);
  });

  test('starts a service again that ended with code 78, and says so before', async () => {
    // Until every service has been ready once, that would end everything.
    await system.untilTrading();
    system.kill('scheduler');
    const holder = await until('its folder to be free', () => hold(join(dataDir, 'scheduler', 'lock.db')));
    const output = await until('its end', async () => {
      const reply = await qt('status');
      return reply.output.includes('scheduler does not run') ? reply.output : undefined;
    });
    expect(output).toMatch(
      /^scheduler does not run: .*the database is locked.*\n +npx pnpm@12 qt logs scheduler; once it is fixed: npx pnpm@12 qt restart scheduler$/m,
    );
    holder.close();
    expect(await qt('restart', 'scheduler')).toMatchObject({ code: 0 });
  }, 180_000);
});

test('a folder that is a file is named, with code 78', async () => {
  const file = join(dataDir, 'a-file');
  writeFileSync(file, '');
  const started = await System.start({ dataDir: file });
  expect(await started.exitCode()).toBe(78);
  expect(started.output).toContain(`start: QT_DATA_DIR: expected a folder that can be written, actual '${file}'`);
  rmSync(file);
});

test('a reader that stops, and one that is gone, freeze and end nothing', async () => {
  system.pauseReading();
  const callers = Array.from({ length: 20 }, async () => {
    for (let n = 0; n < 150; n++) await (await fetch(`${system.url('api')}/api/prices/latest/NOPEUSDT`)).arrayBuffer();
  });
  await Promise.all(callers);
  system.kill('market-sim');
  const before = system.pid('market-sim');
  await until('another market-sim', () => (system.pid('market-sim') ?? before) !== before || undefined);
  expect((await fetch(`${system.url('api')}/health/live`)).status).toBe(200);
  system.closeReading();
  // Without a model while its training waits for the market that was killed.
  expect((await qt('status')).output).toMatch(/^api +(ready|waits for model)/m);
});

test('qt stop ends everything', async () => {
  expect(await qt('stop')).toEqual({ code: 0, output: 'stopped\n' });
  expect((await qt('status')).code).toBe(3);
  expect(await system.exitCode()).toBe(0);
});
