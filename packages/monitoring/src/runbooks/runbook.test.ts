import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DASHBOARDS } from '../alerts/alert.ts';
import { ALERTS } from '../alerts/index.ts';
import { blocksOf, expectedOutput, parseRunbook } from './runbook.ts';

const FOLDER = resolve(import.meta.dirname, '../../../../docs/runbooks');
const names = readdirSync(FOLDER)
  .filter((file) => file !== 'README.md')
  .map((file) => file.slice(0, -'.md'.length));
const read = (name: string) => readFileSync(join(FOLDER, `${name}.md`), 'utf8');

const PARTS = ['First minute', 'Causes, most likely first', 'Fix', 'Resolved when', 'Escalate', 'After'];

describe.each(names)('the runbook %s', (name) => {
  const text = read(name);
  const runbook = parseRunbook(text);

  test('has every part, in the order of use', () => {
    expect(runbook.title).toBe(name);
    expect(runbook.headings.filter((heading) => heading !== 'Rehearse')).toEqual(PARTS);
  });

  test('names the severity and dashboard of the alert', () => {
    const alert = ALERTS.find((one) => one.name === name);
    if (alert === undefined) return expect(name).toBe('Watchdog');
    expect(runbook.badge).toContain(`**${alert.severity}** · `);
    expect(runbook.badge).toContain(`\`${DASHBOARDS[alert.dashboard]}\``);
  });

  test('begins with one command and its expected output', () => {
    const first = blocksOf(runbook, 'sh', 'run').filter(({ heading }) => heading === 'First minute');
    expect(first).toHaveLength(1);
    expect(first.flatMap(expectedOutput)).not.toEqual([]);
  });

  test('links only to runbooks that exist', () => {
    const linked = [...text.matchAll(/\]\((\w+)\.md\)/g)].map(([, target]) => target);
    expect(linked.filter((target) => target === undefined || !names.includes(target))).toEqual([]);
  });
});

describe('parsing a runbook', () => {
  const runbook = parseRunbook(
    '# Name\n\nbadge\n\n## Fix\n\n1. text\n\n   ```sh run\n   a | b\n   # → x=…"(1)"\n   ```\n',
  );

  test('removes the indentation of blocks in lists', () => {
    expect(blocksOf(runbook, 'sh', 'run')).toEqual([
      { words: ['sh', 'run'], text: 'a | b\n# → x=…"(1)"', heading: 'Fix' },
    ]);
  });

  test('matches anything for … in an expected line, and the rest literally', () => {
    const [pattern] = runbook.blocks.flatMap(expectedOutput);
    expect('> x=17 and "(1)"').toMatch(pattern ?? /never/);
    expect('> x=17 and "1"').not.toMatch(pattern ?? /never/);
  });
});
