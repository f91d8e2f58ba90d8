import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { System } from '@qt/test-kit';
import { describe, expect, test } from 'vitest';

/** Starts, waits for the end, and gives the exit code and all that was said. */
async function ended(env: Record<string, string>, dataDir?: string) {
  const system = await System.start({ env, ...(dataDir === undefined ? {} : { dataDir }) });
  const code = await system.exitCode();
  return { code, output: system.output };
}

describe('a start that cannot work ends with code 78 and says', () => {
  test('every variable that is wrong, at once, whichever service reads it', async () => {
    const { code, output } = await ended({
      QT_MAX_DAILY_LOSS: 'abc',
      QT_PAPER_BALANCE: '-5',
      QT_JOB_SIGNAL_SCAN_INTERVAL_SECONDS: '0',
      QT_SYMBOLS: 'btc',
    });
    expect(code).toBe(78);
    expect(output).toContain("start: QT_MAX_DAILY_LOSS: expected a decimal number above 0, actual 'abc'");
    expect(output).toContain("start: QT_PAPER_BALANCE: expected a decimal number above 0, actual '-5'");
    expect(output).toMatch(/start: QT_JOB_SIGNAL_SCAN_INTERVAL_SECONDS: expected .*, actual '0'/);
    expect(output.match(/start: QT_SYMBOLS: expected/g)).toHaveLength(1);
  });

  test('which variable changes a port that is in use', async () => {
    const holder = createServer();
    await new Promise<void>((done) => holder.listen(0, '127.0.0.1', done));
    const { port } = holder.address() as { port: number };
    const { code, output } = await ended({ QT_RISK_GUARD_PORT: String(port) });
    holder.close();
    expect(code).toBe(78);
    expect(output).toContain(`start: QT_RISK_GUARD_PORT: expected a free port, actual ${port}`);
  });

  test('which process holds its folder, where another one does', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'qt-e2e-'));
    const folder = join(dataDir, 'api');
    mkdirSync(folder);
    const holder = new DatabaseSync(join(folder, 'lock.db'));
    holder.exec('BEGIN EXCLUSIVE');
    writeFileSync(join(folder, 'lock.holder'), 'process 4711 since 2026-01-01T00:00:00.000Z');
    const { code, output } = await ended({}, dataDir);
    holder.close();
    expect(code).toBe(78);
    expect(output).toContain('api/lock.db: the database is locked (by process 4711 since 2026-01-01T00:00:00.000Z)');
  });

  test('that a database is damaged, and leaves it as it is', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'qt-e2e-'));
    const folder = join(dataDir, 'risk-guard');
    mkdirSync(folder);
    const file = join(folder, 'risk-guard.db');
    writeFileSync(file, 'not a database, '.repeat(1000));
    const { code, output } = await ended({}, dataDir);
    expect(code).toBe(78);
    expect(output).toContain('risk-guard.db: the database is damaged');
    expect(readFileSync(file, 'utf8')).toBe('not a database, '.repeat(1000));
  });

  test('that a host reachable from elsewhere needs a token', async () => {
    const { code, output } = await ended({ QT_HOST: '0.0.0.0' });
    expect(code).toBe(78);
    expect(output).toContain('start: QT_API_TOKEN: expected a token');
  });
});
