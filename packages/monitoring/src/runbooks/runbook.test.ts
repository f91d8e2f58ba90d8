import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DASHBOARDS } from '../alerts/alert.ts';
import { ALERTS } from '../alerts/index.ts';
import { pageFaults } from './page-faults.ts';
import { blocksOf, parseRunbook, promises } from './runbook.ts';

const FOLDER = resolve(import.meta.dirname, '../../../../docs/runbooks');
const names = readdirSync(FOLDER)
  .filter((file) => file !== 'README.md')
  .map((file) => file.slice(0, -'.md'.length));
const read = (name: string) => readFileSync(join(FOLDER, `${name}.md`), 'utf8');

const PARTS = ['First minute', 'Causes, likeliest first', 'Mend', 'Over when', 'Escalate', 'After'];

describe.each(names)('the runbook %s', (name) => {
  const text = read(name);
  const runbook = parseRunbook(text);

  test('has every part, in the order in which one needs them', () => {
    expect(runbook.title).toBe(name);
    expect(runbook.headings.filter((heading) => heading !== 'Rehearse')).toEqual(PARTS);
  });

  test('says severity and dashboard as the catalogue does', () => {
    const alert = ALERTS.find((one) => one.name === name);
    if (alert === undefined) return expect(name).toBe('Watchdog');
    expect(runbook.badge).toContain(`**${alert.severity}** · `);
    expect(runbook.badge).toContain(`\`${DASHBOARDS[alert.dashboard]}\``);
  });

  test('begins with one command that says what to expect', () => {
    const first = blocksOf(runbook, 'sh', 'run').filter(({ heading }) => heading === 'First minute');
    expect(first).toHaveLength(1);
    expect(first.flatMap(promises)).not.toEqual([]);
  });

  test('leads only to runbooks that exist', () => {
    const linked = [...text.matchAll(/\]\((\w+)\.md\)/g)].map(([, target]) => target);
    expect(linked.filter((target) => target === undefined || !names.includes(target))).toEqual([]);
  });
});

describe('faults of the pages', () => {
  test('there are none', () => {
    expect(pageFaults(FOLDER)).toEqual([]);
  });

  test('names a page without alert, an alert without page, and a query for what does not exist', () => {
    const folder = mkdtempSync(join(tmpdir(), 'qt-runbooks-'));
    try {
      for (const name of names.filter((name) => name !== 'Watchdog')) writeFileSync(join(folder, `${name}.md`), '');
      writeFileSync(join(folder, 'Nobody.md'), '');
      writeFileSync(join(folder, 'CacheMisses.md'), '```promql\nrate(qt_cache_hit_total[5m])\n```');
      expect(pageFaults(folder)).toEqual([
        'docs/runbooks/Watchdog.md: expected a runbook for Watchdog, actual none',
        'docs/runbooks/Nobody.md: expected an alert of this name, actual none',
        "docs/runbooks/CacheMisses.md: expected a metric of the catalogue, actual 'qt_cache_hit_total'",
      ]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('reading a runbook', () => {
  const runbook = parseRunbook(
    '# Name\n\nbadge\n\n## Mend\n\n1. text\n\n   ```sh run\n   a | b\n   # → x=…"(1)"\n   ```\n',
  );

  test('gives blocks of lists without their indentation', () => {
    expect(blocksOf(runbook, 'sh', 'run')).toEqual([
      { words: ['sh', 'run'], text: 'a | b\n# → x=…"(1)"', heading: 'Mend' },
    ]);
  });

  test('takes … in a promise for anything, and all else as it stands', () => {
    const [pattern] = runbook.blocks.flatMap(promises);
    expect('> x=17 and "(1)"').toMatch(pattern ?? /never/);
    expect('> x=17 and "1"').not.toMatch(pattern ?? /never/);
  });
});
