import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeEnvFile } from './env-file.ts';

test('a shell reads the addresses and tokens, and nobody else does', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'qt-env-'));
  try {
    // One of an older version, which others could read.
    writeFileSync(join(dataDir, 'env'), 'QT_OLD=1\n', { mode: 0o644 });
    writeEnvFile({ dataDir, env: { QT_API_PORT: '18000', QT_HOST: '0.0.0.0', QT_ADMIN_TOKEN: "it's $a" } });
    const command = '. "$1/env"; echo "$QT_API_URL $QT_RISK_GUARD_URL $QT_ADMIN_TOKEN $QT_API_TOKEN$QT_OLD"';
    const output = execFileSync('sh', ['-c', command, 'sh', dataDir], { env: {}, encoding: 'utf8' });
    expect(output).toBe("http://127.0.0.1:18000 http://127.0.0.1:8003 it's $a \n");
    expect(statSync(join(dataDir, 'env')).mode & 0o777).toBe(0o600);
  } finally {
    rmSync(dataDir, { recursive: true });
  }
});
