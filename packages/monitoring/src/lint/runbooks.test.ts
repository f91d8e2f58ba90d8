import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ALERTS } from '../alerts/index.ts';
import { runbookProblems } from './runbooks.ts';

const FOLDER = resolve(import.meta.dirname, '../../../../docs/runbooks');

describe('problems of the runbooks', () => {
  test('the shipped pages have none', () => {
    expect(runbookProblems(FOLDER)).toEqual([]);
  });

  test('names a page without an alert, an alert without a page, and a query for an unknown metric', () => {
    const folder = mkdtempSync(join(tmpdir(), 'qt-runbooks-'));
    try {
      for (const { name } of ALERTS) writeFileSync(join(folder, `${name}.md`), '');
      for (const file of ['Nobody.md', 'README.md']) writeFileSync(join(folder, file), '');
      writeFileSync(join(folder, 'CacheMisses.md'), '```promql\nrate(qt_cache_hit_total[5m])\n```');
      const problems = runbookProblems(folder).filter((each) => !/expected the parts|Causes: /.test(each));
      expect(problems).toEqual([
        'docs/runbooks/Watchdog.md: expected a runbook for Watchdog, actual none',
        'docs/runbooks/Nobody.md: expected an alert of this name, actual none',
        "docs/runbooks/CacheMisses.md: expected a metric of the catalogue, actual 'qt_cache_hit_total'",
      ]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
