import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { lostLines, onLostLines } from './lost-lines.ts';

test('each count arrives, in whatever pieces; other input is ignored', async () => {
  const stdin = new PassThrough();
  const counts: number[] = [];
  onLostLines(stdin, (lines) => counts.push(lines));
  const said = lostLines(12);
  stdin.write(said.slice(0, 5));
  stdin.write(`${said.slice(5)}hello\nnull\n{"event":"log.lines.dropped","lines":-1}\n${lostLines(3)}`);
  const ended = new Promise((done) => stdin.once('end', done));
  stdin.end();
  await ended;
  expect(counts).toEqual([12, 3]);
});
