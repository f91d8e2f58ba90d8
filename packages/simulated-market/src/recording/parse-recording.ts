import { type Candle, MINUTE_MS } from '@qt/contracts';
import { millisecondsOf } from './open-time.ts';
import { unusable } from './recording-unusable.ts';
import { formatOf, type RowFormat } from './row-format.ts';

/** Recorded minutes of one symbol. */
export interface Recording {
  /** Oldest first, no two of a minute; minutes may be missing. Volume in the base asset. At least two. */
  readonly candles: readonly Candle[];
  /** How many minutes are missing between the first and the last. */
  readonly missing: number;
  /** What was put right, for people. */
  readonly remarks: readonly string[];
}

const PRICES = ['open', 'high', 'low', 'close'] as const;

/**
 * Parses one-minute bars (`formatOf` says which) with a time in Unix s, ms or µs. Rows out of order are sorted, equal
 * ones dropped, and a byte-order mark and either line ending taken; what that was is in the remarks.
 *
 * @throws RecordingUnusable at the first line that does not fit: line, column, expected, actual
 */
export function parseRecording(text: string): Recording {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  while (lines.at(-1) === '') lines.pop();
  const format = formatOf(lines[0] ?? '');
  const rows = lines.slice(format.firstRow);
  if (rows.length < 2) throw unusable(lines.length, 'rows', 'at least 2', String(rows.length));
  return recordingOf(rows.map((row, index) => parseRow(row, index + 1 + format.firstRow, format)));
}

interface Row {
  readonly line: number;
  readonly candle: Candle;
}

function recordingOf(rows: readonly Row[]): Recording {
  const sorted = rows.toSorted((a, b) => a.candle.openTime - b.candle.openTime || a.line - b.line);
  const late = rows.filter(({ candle }, at) => candle.openTime < (rows[at - 1]?.candle.openTime ?? 0)).length;
  const candles: Candle[] = [];
  let doubled = 0;
  for (const { line, candle } of sorted) {
    const before = candles.at(-1);
    if (before?.openTime !== candle.openTime) candles.push(candle);
    else if (JSON.stringify(before) === JSON.stringify(candle)) doubled += 1;
    else throw unusable(line, 'open_time', 'one candle for each minute', `another of ${isoOf(candle.openTime)}`);
  }
  const [first, last] = [candles[0]?.openTime ?? 0, candles.at(-1)?.openTime ?? 0];
  const missing = (last - first) / MINUTE_MS + 1 - candles.length;
  const remarks = [
    ...(late > 0 ? [`${late} rows came after a later one: sorted`] : []),
    ...(doubled > 0 ? [`${doubled} rows were there twice: dropped`] : []),
    ...(missing > 0 ? [`${missing} minutes are missing: kept as gaps`] : []),
  ];
  return { candles, missing, remarks };
}

function parseRow(text: string, line: number, { columns, volumeIn }: RowFormat): Row {
  const fields = text.split(',');
  if (fields.length !== columns) {
    throw unusable(line, 'columns', String(columns), `${fields.length} in '${text.slice(0, 80)}'`);
  }
  const [time = 0, open = 0, high = 0, low = 0, close = 0, volume = 0] = fields.slice(0, 6).map(numeric);
  const prices = { open, high, low, close };
  const refuse = (column: string, index: number, expected: string) =>
    unusable(line, column, expected, `'${fields[index]}'`);
  const openTime = millisecondsOf(time);
  if (!(openTime % MINUTE_MS === 0)) throw refuse('open_time', 0, 'the start of a minute in Unix s, ms or µs');
  for (const [index, column] of PRICES.entries()) {
    if (!(prices[column] > 0) || prices[column] > 1e15) throw refuse(column, index + 1, 'a number above 0');
  }
  if (high < Math.max(open, close, low)) throw refuse('high', 2, 'the highest of the four prices');
  if (low > Math.min(open, close)) throw refuse('low', 3, 'the lowest of the four prices');
  if (!(volume >= 0 && volume <= 1e18)) throw refuse('volume', 5, 'a number, 0 or more');
  const perUnit = volumeIn === 'base' ? 1 : (open + high + low + close) / 4;
  return { line, candle: { openTime, open, high, low, close, volume: volume / perUnit } };
}

function numeric(field: string): number {
  return /^\d+(\.\d+)?(e[+-]?\d+)?$/i.test(field) ? Number(field) : Number.NaN;
}

const isoOf = (ms: number) => new Date(ms).toISOString();
