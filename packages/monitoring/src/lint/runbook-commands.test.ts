import { describe, expect, test } from 'vitest';
import { parseRunbook } from '../runbooks/runbook.ts';
import { commandProblems } from './runbook-commands.ts';

const block = (words: string, text: string) => `\`\`\`sh ${words}\n${text}\n\`\`\`\n`;
const START = block('run start', 'kill "$(cat .qt/run/api.pid)" && echo ended\n# → ended');
const COMPOSE = block('compose', 'docker compose restart api\n# → …Started');
const KUBERNETES = block('kubernetes', 'kubectl delete pod -l app.kubernetes.io/name=api\n# → pod "api…" deleted');
const EVERYWHERE = block('run', 'curl -sS "$QT_API_URL/health"\n# → {…');
const problems = (...blocks: string[]) => commandProblems(parseRunbook(`## Fix\n\n${blocks.join('\n')}`));

describe('commands of a runbook', () => {
  test('one for each platform in a row, or one for every platform', () => {
    expect(problems(EVERYWHERE, START, COMPOSE, KUBERNETES, START, COMPOSE, KUBERNETES, EVERYWHERE)).toEqual([]);
  });

  test.each([
    [
      'start',
      [COMPOSE, KUBERNETES],
      /^Fix: 'docker compose.*expected the command for start before that for compose, actual none/,
    ],
    ['compose', [START, KUBERNETES], /^Fix: 'kill.*expected the command for compose after that for start, actual none/],
    [
      'kubernetes',
      [START, COMPOSE],
      /^Fix: 'docker compose.*expected the command for kubernetes after that for compose/,
    ],
    [
      'kubernetes, before another set',
      [START, COMPOSE, START, COMPOSE, KUBERNETES],
      /for kubernetes after that for compose/,
    ],
  ])('that lacks %s is named', (_, blocks, problem) => {
    expect(problems(...blocks).join('\n')).toMatch(problem);
  });

  test.each([
    'kill -9 "$(cat .qt/run/api.pid)"',
    'tail "$QT_DATA_DIR/logs/api.jsonl"',
    'df -h /data',
    'docker compose ps',
    'kubectl get pods',
  ])('without a platform may not be %s', (command) => {
    expect(problems(block('run', `${command}\n# → …`))).toEqual([
      expect.stringMatching(/expected a command of every platform, actual '/),
    ]);
  });

  test('for a platform uses its tool, and says what it prints', () => {
    expect(problems(START, block('compose', 'systemctl restart api\n# → …'), KUBERNETES)).toEqual([
      "Fix: 'systemctl restart api': expected docker for compose, actual none",
    ]);
    expect(problems(block('run', 'curl x'))).toEqual([
      "Fix: 'curl x': expected a line '# → …' with its output, actual none",
    ]);
  });

  test('a rehearsal is for start alone', () => {
    expect(problems(block('rehearse', 'kill -STOP "$(cat .qt/run/api.pid)"'))).toEqual([]);
  });
});
