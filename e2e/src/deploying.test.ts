import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Block, blocksOf, expectedOutput, parseRunbook } from '@qt/monitoring/runbooks';
import { freePorts, System, until } from '@qt/test-kit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');
const page = parseRunbook(readFileSync(join(ROOT, 'docs/deploying.md'), 'utf8'));

interface Output {
  readonly code: number;
  readonly text: string;
}

function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<Output> {
  return new Promise((done) => {
    execFile(command, args, { cwd: ROOT, env }, (error, stdout, stderr) => {
      done({ code: typeof error?.code === 'number' ? error.code : 0, text: `${stdout}${stderr}` });
    });
  });
}

describe('docs/deploying.md', () => {
  let system: System;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'qt-deploying-'));
    system = await System.start();
    await system.untilTrading();
  });
  afterAll(async () => {
    await system?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const env = () => ({
    ...system.env,
    QT_API_URL: system.url('api'),
    QT_BACKUP: join(folder, 'backup'),
    npm_config_yes: 'true',
  });
  const shell = (block: Block) => run('sh', ['-c', block.text], env());
  const smoke = (...args: readonly string[]) =>
    run(process.execPath, ['--conditions=@qt/source', 'tools/supervisor/src/smoke/main.ts', ...args], env());

  test('smoke names what is wrong and the next step, with exit code 1', async () => {
    await system.riskGuard().killSwitch({ body: { enabled: true, reason: 'a smoke test' } });
    const { code, text } = await smoke('--url', system.url('api'), '--within', '3');
    expect(text).toMatch(/^FAILED +orders may go out +kill switch.*\n +http:\/\/.*\/runbooks\/TradingHalted$/m);
    expect(code).toBe(1);
    await system.riskGuard().killSwitch({ body: { enabled: null, reason: 'done' } });
    const nobody = await smoke('--url', 'http://127.0.0.1:9', '--within', '1', '--json');
    expect(nobody.code).toBe(1);
    expect(JSON.parse(nobody.text)).toMatchObject({ whole: false });
    expect((await smoke('--url', 'api')).code).toBe(78);
  });

  test.each(blocksOf(page, 'sh', 'run').map((block) => ({ heading: block.heading, block })))(
    'its commands under "$heading" do what they say',
    async ({ block }) => {
      const { code, text } = await shell(block);
      const lines = text.split('\n');
      const missing = expectedOutput(block).filter((pattern) => !lines.some((line) => pattern.test(line)));
      expect(missing, text).toEqual([]);
      expect(code, text).toBe(0);
    },
  );

  test('a service starts alone as it says', async () => {
    const [port] = await freePorts(1);
    const [block] = blocksOf(page, 'sh', 'alone');
    const own = { ...env(), QT_RISK_GUARD_PORT: String(port), QT_DATA_DIR: join(folder, 'alone') };
    const guard = spawn('sh', ['-c', block?.text ?? ''], { cwd: ROOT, env: own, stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = new Promise((done) => guard.once('close', done));
    guard.stdout.resume();
    await until('the risk guard', async () => (await fetch(`http://127.0.0.1:${port}/health/ready`)).ok || undefined);
    guard.kill('SIGTERM');
    expect(await ended).toBe(0);
  });
});
