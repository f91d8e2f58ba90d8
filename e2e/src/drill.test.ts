import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { type BinaryName, locate } from '@qt/test-kit';
import { describe, expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');
const NEEDED: readonly BinaryName[] = ['prometheus', 'promtool', 'alertmanager', 'otelcol', 'victoria-logs'];
const missing = NEEDED.filter((binary) => locate(binary) === undefined);

/** Of each kind a quick one: a state, a hanging service, a provider, what watches, and the heartbeat. */
const ALERTS = ['KillSwitchEngaged', 'RiskGuardDown', 'SyntheticCheckFailing', 'CollectorDown', 'Watchdog'];

interface Ended {
  readonly code: number | string | null;
  readonly output: string;
}

function drill(...args: readonly string[]): Promise<Ended> {
  const command = ['--conditions=@qt/source', 'tools/drill/src/main.ts', ...args];
  return new Promise((done) => {
    execFile(process.execPath, command, { cwd: ROOT, maxBuffer: 1 << 24 }, (error, stdout, stderr) => {
      done({ code: error === null ? 0 : (error.code ?? null), output: `${stdout}${stderr}` });
    });
  });
}

describe.skipIf(missing.length > 0)('drill (needs prometheus, promtool, alertmanager, otelcol, victoria-logs)', () => {
  test('alerts go from a real fault to their receiver and back', async () => {
    const { code, output } = await drill(...ALERTS);
    expect(output).toContain(`${ALERTS.length} of ${ALERTS.length} drills as expected`);
    expect(code).toBe(0);
  }, 900_000);

  test('an alert that does not exist is named', async () => {
    expect(await drill('RiskGuardUp')).toMatchObject({
      code: 64,
      output: expect.stringContaining("expected an alert such as RiskGuardDown, actual 'RiskGuardUp'"),
    });
  });
});
