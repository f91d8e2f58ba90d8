import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A temporary folder, removed after the running test. */
export function testFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'qt-retrain-worker-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}
