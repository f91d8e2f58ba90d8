import { describe, expect, test } from 'vitest';
import { ALERTS } from '../alerts/index.ts';
import { parseRunbook } from '../runbooks/runbook.ts';
import { wordProblems } from './runbook-words.ts';

const PARTS = ['First minute', 'Causes, most likely first', 'Fix', 'Resolved when', 'Escalate', 'After'];
const page = (texts: Readonly<Record<string, string>> = {}) =>
  `# Name\n\nbadge\n\n${PARTS.map((part) => `## ${part}\n\n${texts[part] ?? 'text'}\n`).join('\n')}`;
const alert = ALERTS.find(({ name }) => name === 'RetrainOverdue');
const problems = (markdown: string, of: typeof alert = undefined) => wordProblems(parseRunbook(markdown), markdown, of);

describe('parts and words of a runbook', () => {
  test('a plain page has no problem', () => {
    expect(problems(page())).toEqual([]);
  });

  test.each([
    ['Whoever is told', "expected 'notified', actual 'is told'"],
    ['Mend it', "expected 'fix', actual 'Mend'"],
    ['until it is well again', "expected 'healthy', actual 'well again'"],
    ['It is over when', "expected 'resolved when', actual 'over when'"],
    ['call the AI Platform team', "expected 'the on-call contact', actual 'AI Platform team'"],
  ])("'%s' is named", (text, problem) => {
    expect(problems(page({ Fix: text }))).toEqual([problem]);
  });

  test('code may use any word', () => {
    expect(problems(page({ Fix: '`mend`\n\n```sh\nmend\n```' }))).toEqual([]);
  });

  test('a missing part is named', () => {
    expect(problems(page().replace('## After', '## Later'))).toEqual([
      `expected the parts ${PARTS.join(', ')}, actual ${PARTS.with(5, 'Later').join(', ')}`,
    ]);
  });

  test('where positions are closed or the kill switch is engaged, it links to the order of doing so', () => {
    const text = 'Engage the kill switch';
    expect(problems(page({ Escalate: text }))).toEqual([
      'expected a link to README.md#with-positions-open where positions are closed, actual none',
    ]);
    expect(problems(page({ Escalate: `${text}: [so](README.md#with-positions-open)` }))).toEqual([]);
  });

  test('each cause of an alert leads somewhere', () => {
    expect(problems(page({ 'Causes, most likely first': '1. `stuck`: x' }), alert)).toEqual([
      'Causes: expected where `overdue` leads, actual nothing about it',
    ]);
  });
});
