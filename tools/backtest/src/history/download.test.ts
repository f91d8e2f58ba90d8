import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Candle, MINUTE_MS } from '@qt/contracts';
import { expect, onTestFinished, test } from 'vitest';
import { downloadHistory } from './download.ts';

const DAY_MS = 1440 * MINUTE_MS;
const FROM = Date.UTC(2026, 0, 1);

/** An exchange without the fourth minute of each day. */
function exchange() {
  const asked: string[] = [];
  const between = async (symbol: string, _: string, from: number, to: number): Promise<Candle[]> => {
    asked.push(`${symbol} ${new Date(from).toISOString().slice(0, 10)}`);
    if (symbol === 'BADUSDT' && from > FROM) throw new Error('no route');
    return Array.from({ length: (to - from) / MINUTE_MS }, (_, at) => {
      return { openTime: from + at * MINUTE_MS, open: 1.5, high: 2, low: 1e-8, close: 1.25, volume: at / 7 };
    }).toSpliced(3, 1);
  };
  return { asked, between };
}

function download(symbols: string[], days: number) {
  const folder = mkdtempSync(join(tmpdir(), 'qt-history-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const said: string[] = [];
  const source = exchange();
  const run = (more = 0) =>
    downloadHistory({
      symbols,
      from: FROM,
      to: FROM + (days + more) * DAY_MS,
      folder,
      exchange: source,
      say: (line) => said.push(line),
    });
  return { folder, said, source, run };
}

test('a day is fetched once, and is the same from its file; a hole stays a hole', async () => {
  const { source, run, said } = download(['AUSDT', 'BUSDT'], 2);
  const first = await run();
  expect(first.get('AUSDT')).toHaveLength(2 * 1439);
  expect(source.asked).toEqual(['AUSDT 2026-01-01', 'AUSDT 2026-01-02', 'BUSDT 2026-01-01', 'BUSDT 2026-01-02']);
  expect(await run()).toEqual(first);
  expect(source.asked).toHaveLength(4);
  await run(1);
  expect(source.asked.slice(4)).toEqual(['AUSDT 2026-01-03', 'BUSDT 2026-01-03']);
  expect(said.at(-1)).toMatch(/^BUSDT: 3 days, 1 of them fetched, .*; 3 minutes are missing: kept as gaps$/);
});

test('a download that fails has kept the days before, and no half of one', async () => {
  const { folder, run } = download(['BADUSDT'], 3);
  await expect(run()).rejects.toThrow('no route');
  expect(readdirSync(join(folder, 'BADUSDT'))).toEqual(['BADUSDT-1m-2026-01-01.csv']);
});
