import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { launchersOf, type ProcessFacts, readProcess } from './launchers.ts';

const asStarted = (): Map<number, ProcessFacts> =>
  new Map([
    [1, { ppid: 0, command: 'init' }],
    [10, { ppid: 1, command: '-bash' }],
    [20, { ppid: 10, command: 'npm exec pnpm@12 start' }],
    [21, { ppid: 20, command: "sh -c 'pnpm' start" }],
    [22, { ppid: 21, command: 'node /home/a/.npm/_npx/1/node_modules/pnpm/bin/pnpm.cjs start' }],
    [23, { ppid: 22, command: 'sh -c node tools/supervisor/src/start.ts' }],
    [24, { ppid: 23, command: 'node tools/supervisor/src/start.ts' }],
  ]);

describe('what started us', () => {
  test('is alive as long as each of its processes is', () => {
    const processes = asStarted();
    const whole = launchersOf(24, (pid) => processes.get(pid));
    expect(whole()).toBe(true);
  });

  test('is broken when the shell under npx died and pnpm was reparented to init', () => {
    const processes = asStarted();
    const whole = launchersOf(24, (pid) => processes.get(pid));
    processes.delete(20);
    processes.delete(21);
    processes.set(22, { ppid: 1, command: 'pnpm start' });
    expect(whole()).toBe(false);
  });

  test('does not depend on the shell above it, which a `nohup` outlives', () => {
    const processes = asStarted();
    const whole = launchersOf(24, (pid) => processes.get(pid));
    processes.delete(10);
    processes.set(20, { ppid: 1, command: 'npm exec pnpm@12 start' });
    expect(whole()).toBe(true);
  });

  test('may be nothing at all: started by a service manager, or where processes cannot be seen', () => {
    const byHand = new Map([
      [1, { ppid: 0, command: 'systemd' }],
      [24, { ppid: 1, command: 'node tools/supervisor/src/start.ts' }],
    ]);
    expect(launchersOf(24, (pid) => byHand.get(pid))()).toBe(true);
    expect(launchersOf(24, () => undefined)()).toBe(true);
  });
});

test('a process is known by its parent and its command, and unknown when it has ended', async () => {
  const child = spawn(process.execPath, ['-e', 'process.stdin.resume()'], { stdio: ['pipe', 'ignore', 'ignore'] });
  await once(child, 'spawn');
  expect(readProcess(child.pid ?? 0)).toMatchObject({
    ppid: process.pid,
    command: expect.stringContaining('stdin.resume'),
  });
  child.stdin.end();
  await once(child, 'close');
  expect(readProcess(child.pid ?? 0)).toBeUndefined();
});
