import { gzipSync } from 'node:zlib';
import { strToU8, zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { readRecording } from './read-recording.ts';

const row = (minute: number) => `${1640991660000 + minute * 60_000},1,1,1,1,1,0,0,0,0,0,0`;
const csv = strToU8(`${row(0)}\n${row(1)}\n`);

test.each([
  ['as it is', csv],
  ['gzipped', gzipSync(csv)],
  ['in a zip, as the exchange offers it', zipSync({ 'BTCUSDT-1m-2022-01.csv': csv })],
])('a file is read %s', (_, bytes) => {
  expect(readRecording(bytes).candles).toHaveLength(2);
});

test('a zip of several files is refused: which one is meant?', () => {
  expect(() => readRecording(zipSync({ 'a.csv': csv, 'b.csv': csv }))).toThrow(
    'the archive: expected one .csv file, actual 2',
  );
});
