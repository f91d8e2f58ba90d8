import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A folder of the running test's own, removed after it. */
export function testFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'qt-retrain-worker-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}
