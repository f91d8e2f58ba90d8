import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { BadEnvironment } from './environment.ts';
import { bindToMarket } from './folder-market.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'qt-market-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('a folder serves the market it began with, start after start', () => {
  bindToMarket(folder, 'replay');
  bindToMarket(folder, 'replay');
  expect(readFileSync(join(folder, 'market'), 'utf8')).toBe('replay\n');
});

it('the state of the simulator is never used on the live market', () => {
  bindToMarket(folder, 'sim');
  expect(() => bindToMarket(folder, 'live')).toThrow(
    new BadEnvironment([
      {
        field: 'QT_MARKET',
        expected: `sim, whose state is in ${folder} (another market takes a QT_DATA_DIR of its own)`,
        actual: "'live'",
      },
    ]),
  );
  bindToMarket(folder, 'sim');
});

it('a start that a full disk cut short left an empty file, which binds to nothing', () => {
  writeFileSync(join(folder, 'market'), '');
  bindToMarket(folder, 'live');
  expect(() => bindToMarket(folder, 'sim')).toThrow(BadEnvironment);
});
