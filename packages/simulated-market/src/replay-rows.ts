import { type Candle, MINUTE_MS } from '@qt/contracts';

/** A file of recorded minutes that cannot be replayed. */
export class ReplayUnusable extends Error {
  override readonly name = 'ReplayUnusable';
  /** The line and column: `line 3, open`. */
  readonly where: string;
  readonly expected: string;
  readonly actual: string;

  constructor(where: string, expected: string, actual: string) {
    super(`${where}: expected ${expected}, actual ${actual}`);
    this.where = where;
    this.expected = expected;
    this.actual = actual;
  }
}

const HEADER = 'open_time,open,high,low,close,volume';
const PRICES = ['open', 'high', 'low', 'close'] as const;

/**
 * Parses recorded one-minute bars: a header line, then `open_time` in Unix ms, prices, and volume as USD notional,
 * without a gap. The candles' volume is in the base asset.
 *
 * @throws ReplayUnusable at the first line that does not fit.
 */
export function parseReplay(text: string): Candle[] {
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  if (lines[0] !== HEADER) throw unusable(1, 'header', `'${HEADER}'`, `'${lines[0]?.slice(0, 80) ?? ''}'`);
  const candles: Candle[] = [];
  for (let index = 1; index < lines.length; index++) {
    candles.push(parseLine(lines[index] ?? '', index + 1, candles.at(-1)));
  }
  if (candles.length < 2) throw unusable(lines.length, 'rows', 'at least 2', String(candles.length));
  return candles;
}

function parseLine(line: string, number: number, previous: Candle | undefined): Candle {
  const fields = line.split(',');
  if (fields.length !== 6) throw unusable(number, 'columns', '6', `${fields.length} in '${line.slice(0, 80)}'`);
  const [openTime = 0, open = 0, high = 0, low = 0, close = 0, notional = 0] = fields.map(numeric);
  const prices = { open, high, low, close };
  const refuse = (column: string, index: number, expected: string) =>
    unusable(number, column, expected, `'${fields[index]}'`);
  if (!Number.isSafeInteger(openTime) || openTime % MINUTE_MS !== 0) {
    throw refuse('open_time', 0, 'the start of a minute in Unix ms');
  }
  if (previous !== undefined && openTime !== previous.openTime + MINUTE_MS) {
    throw refuse('open_time', 0, `${previous.openTime + MINUTE_MS}, a minute after the line before`);
  }
  for (const [index, column] of PRICES.entries()) {
    if (!(prices[column] > 0) || prices[column] > 1e15) throw refuse(column, index + 1, 'a number above 0');
  }
  if (high < Math.max(open, close, low)) throw refuse('high', 2, 'the highest of the four prices');
  if (low > Math.min(open, close)) throw refuse('low', 3, 'the lowest of the four prices');
  if (!(notional >= 0 && notional <= 1e18)) throw refuse('volume', 5, 'a number, 0 or more');
  return { openTime, open, high, low, close, volume: notional / ((open + high + low + close) / 4) };
}

function numeric(field: string): number {
  return /^\d+(\.\d+)?(e[+-]?\d+)?$/i.test(field) ? Number(field) : Number.NaN;
}

function unusable(line: number, column: string, expected: string, actual: string): ReplayUnusable {
  return new ReplayUnusable(`line ${line}, ${column}`, expected, actual);
}
