import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { longestTurns, WATCHED } from './turns.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'qt-bench-'));
  const notes = [
    { at: 1000, wallMs: 90, cpuMs: 80 },
    { at: 2000, wallMs: 3, cpuMs: 7 },
    { at: 3000, wallMs: 5, cpuMs: 2 },
    { at: 4000, wallMs: 70, cpuMs: 60 },
  ];
  for (const name of WATCHED) {
    writeFileSync(join(folder, `${name}.jsonl`), notes.map((note) => `${JSON.stringify(note)}\n`).join(''));
  }
});
afterEach(() => rmSync(folder, { recursive: true }));

test('the longest of a stretch of time, without what was before and after it', () => {
  expect(longestTurns(folder, 1500, 3000).api).toEqual({ wallMs: 5, cpuMs: 7 });
});

test('a process without notes is named', () => {
  rmSync(join(folder, 'risk-guard.jsonl'));
  expect(() => longestTurns(folder, 0, 9000)).toThrow('risk-guard: expected notes of its probe, actual none');
});
